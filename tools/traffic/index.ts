export {
  callsFor,
  callsPerSecond,
  figuresOf,
  percentile,
  type Outcome,
  type Traffic,
  type TrafficFigures,
} from "./traffic";
