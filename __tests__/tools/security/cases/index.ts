import type { Cases } from "../given";
import { DATA } from "./data";
import { NETWORK } from "./network";
import { TASKS } from "./tasks";

export const CASES: Cases = { ...TASKS, ...NETWORK, ...DATA };
