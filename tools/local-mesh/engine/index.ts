export { type CommandResult, type Containers, type LogFollowing } from "./containers";
export { connectEngine, type Engine, type EngineOptions } from "./engine";
export { type ContainerEvent } from "./events";
export { type ImageConfig } from "./images";
export { RUN_LABEL, runName } from "./labels";
export { type Network } from "./network";
export { type Relay, type RelayOptions } from "./relay";
export { type Forward } from "./relay-script";
export { type VolumeOwner } from "./volumes";
