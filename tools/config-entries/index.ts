export { writeConfigEntries, type WrittenEntries } from "./write-entries";
