export { comparable, compareSynths } from "./compare";
export { copyWithSuccessor, moveToSuccessor, SUCCESSOR } from "./move";
