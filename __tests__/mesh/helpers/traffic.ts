export { callsFor, callsPerSecond, type TrafficFigures } from "../../../tools/traffic";
