import type { ContainerDefinition, PortMapping } from "../container-definition";
import {
  differs,
  each,
  every,
  itemsOf,
  known,
  mandatory,
  oneOf,
  pattern,
  portNumber,
  shape,
  verdict,
  wholeNumber,
  type Check,
  type Rule,
} from "../rules";

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_PortMapping.html */
export function portMapping(): Check {
  return shape<PortMapping>({
    containerPort: mandatory(portNumber()),
    hostPort: wholeNumber(0, 65535, "Leave it out."),
    protocol: oneOf(["tcp", "udp"]),
    name: pattern(
      /^[a-z0-9_][a-z0-9_-]{0,63}$/,
      "must have 1 to 64 lower case letters, digits, underscores and hyphens, and no hyphen at its beginning",
      "Choose another name, or leave it out.",
    ),
    appProtocol: oneOf(["http", "http2", "grpc"]),
  });
}

export function portMappings(): Check {
  return every(
    known("because no two listeners of a task may share a port", "Write the list out; its numbers may be tokens."),
    each(portMapping()),
  );
}

/** The containers of a task have one address: a port and protocol are mapped once. */
export function portClashRules(containers: readonly ContainerDefinition[]): Rule[] {
  const mappings = containers.flatMap(({ portMappings: list }, container) =>
    itemsOf(list).map(({ containerPort, protocol = "tcp" }, index) => ({
      prop: `containers[${container}].portMappings[${index}].containerPort`,
      containerPort,
      protocol,
    })),
  );
  return mappings.flatMap(({ prop, containerPort, protocol }, index) =>
    verdict(
      prop,
      containerPort,
      `is mapped already with the protocol '${protocol}'; all containers of a task have one address`,
      "Choose another port, or remove the mapping.",
      differs(
        containerPort,
        mappings
          .slice(0, index)
          .filter((other) => other.protocol === protocol)
          .map((other) => other.containerPort),
      ),
    ),
  );
}
