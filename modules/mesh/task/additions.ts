import {
  each,
  inTurn,
  known,
  mandatory,
  once,
  portMapping,
  portNumber,
  shape,
  text,
  variables,
  writtenOut,
  type PortMapping,
  type Rule,
} from "../../aws";
import type { LineOptions } from "../../consul";

/** What was added to a task after it was made. */
export interface Additions<O extends LineOptions> {
  readonly upstreams: O["upstream"][];
  readonly openPorts: number[];
  readonly environment: AddedEnvironment[];
  readonly portMappings: AddedPortMapping[];
}

interface AddedEnvironment {
  readonly container: string;
  readonly variables: Readonly<Record<string, string>>;
}

interface AddedPortMapping {
  readonly container: string;
  readonly mapping: PortMapping;
}

/** What is checked of each addition by itself, but for the upstreams, which are judged with those that were given. */
export function additionRules({ openPorts, environment, portMappings }: Additions<LineOptions>): Rule[] {
  const { openPort, addEnvironment, addPortMapping } = CHECKS();
  return [
    ...openPort("openPort", openPorts),
    ...addEnvironment("addEnvironment", environment),
    ...addPortMapping("addPortMapping", portMappings),
  ];
}

const CHECKS = once(() => {
  const container = [
    known("because the container is looked for at synth", "Write its name out."),
    mandatory(text()),
  ] as const;
  return {
    openPort: each(portNumber()),
    addEnvironment: each(
      shape<AddedEnvironment>({ container, variables: mandatory(inTurn(writtenOut(), variables())) }),
    ),
    addPortMapping: each(shape<AddedPortMapping>({ container, mapping: mandatory(portMapping()) })),
  };
});
