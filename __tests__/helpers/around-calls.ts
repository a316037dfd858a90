import type { GoodCase } from "../tools/parity/cases";

/** What stands for the ids that the inputs of recorded calls leave open: `@vpc` and the like. */
export const PLACEHOLDERS = {
  vpc: "${aws_vpc.main.id}",
  subnet1: "${aws_subnet.main[0].id}",
  subnet2: "${aws_subnet.main[1].id}",
  sg1: "${aws_security_group.main.id}",
  tg: "${aws_lb_target_group.main.arn}",
};

const PLACEHOLDER = /@(vpc|subnet1|subnet2|sg1|tg)\b/g;

/** Puts the resources around the calls into the places that were left open. */
export function filledIn<T>(json: T): T {
  const text = JSON.stringify(json);
  return JSON.parse(text.replace(PLACEHOLDER, (_, id: keyof typeof PLACEHOLDERS) => PLACEHOLDERS[id])) as T;
}

/** The same inside of a module, which has a variable for each. */
export function askedFor<T>(json: T): T {
  return JSON.parse(JSON.stringify(json).replace(PLACEHOLDER, "${var.$1}")) as T;
}

/** The variables of a module whose places are asked for. */
export const VARIABLES = Object.fromEntries(Object.keys(PLACEHOLDERS).map((id) => [id, { type: "string" }]));

/** A root module with what recorded calls ask for: a VPC, and the clusters that they name. */
export function aroundCalls(cases: readonly GoodCase[]) {
  return {
    terraform: { required_providers: { aws: { source: "aws", version: "5.100.0" } } },
    provider: { aws: [{ region: "us-east-1" }] },
    resource: {
      aws_vpc: { main: { cidr_block: "10.0.0.0/16" } },
      aws_subnet: {
        main: {
          count: 2,
          vpc_id: PLACEHOLDERS.vpc,
          cidr_block: "10.0.${count.index}.0/24",
          availability_zone: '${["us-east-1a", "us-east-1b"][count.index]}',
        },
      },
      aws_security_group: { main: { name: "parity", vpc_id: PLACEHOLDERS.vpc } },
      aws_lb_target_group: {
        main: { name: "parity", port: 8443, protocol: "TCP", target_type: "ip", vpc_id: PLACEHOLDERS.vpc },
      },
      aws_ecs_cluster: {
        cluster: { for_each: `\${toset(${JSON.stringify(clusters(cases))})}`, name: "${each.key}" },
      },
    },
  };
}

/** What a module call must wait for. */
export const CLUSTERS = "aws_ecs_cluster.cluster";

function clusters(cases: readonly GoodCase[]): string[] {
  const arns = cases.map(({ call }) => call.inputs.ecs_cluster_arn).filter((arn) => typeof arn === "string");
  return arns.map((arn) => arn.split("/").at(-1) ?? "");
}
