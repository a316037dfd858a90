import type { ReadBack } from "../read-back";
import type { Call, StateResource } from "../state";
import type { Values } from "../values";

/** A call that becomes a construct. */
export interface AdoptedCall {
  readonly call: Call;
  readonly back: ReadBack;
  /** The ECS services beside the call that run its task. */
  readonly services: readonly StateResource[];
}

/** What stands beside the calls, and their services refer to. */
export interface BesideResource {
  readonly resource: StateResource;
  /** As the binding of the provider takes it. */
  readonly config: Values;
}

/** All that is written. */
export interface Adoption {
  readonly calls: readonly AdoptedCall[];
  readonly beside: readonly BesideResource[];
  /** Addresses that leave the state and stay in AWS: with the same state, whatever else is in it. */
  readonly forgotten: readonly string[];
  /** Whether the stack has a state of its own: then it imports. */
  readonly newState: boolean;
}
