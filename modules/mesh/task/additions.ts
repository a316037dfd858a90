import {
  each,
  inTurn,
  mandatory,
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
  const container = mandatory(text());
  return [
    ...each(portNumber())("openPort", openPorts),
    ...each(shape<AddedEnvironment>({ container, variables: mandatory(inTurn(writtenOut(), variables())) }))(
      "addEnvironment",
      environment,
    ),
    ...each(shape<AddedPortMapping>({ container, mapping: mandatory(portMapping()) }))("addPortMapping", portMappings),
  ];
}
