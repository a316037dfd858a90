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

/** A service that runs the task of a call behind a load balancer, as the examples of the modules have them. */
export function behindLoadBalancer(service: {
  readonly name: string;
  readonly cluster: string;
  readonly task: string;
}) {
  // As JSON has rules in a group, all members are there.
  const untold = {
    description: null,
    ipv6_cidr_blocks: null,
    prefix_list_ids: null,
    security_groups: null,
    self: null,
  };
  const open = { ...untold, from_port: 0, to_port: 0, protocol: "-1", cidr_blocks: ["0.0.0.0/0"] };
  const balancer = "${aws_lb.example.arn}";
  const targets = "${aws_lb_target_group.example.arn}";
  const tasks = "${aws_security_group.example_tasks.id}";
  return {
    aws_security_group: {
      example_lb: {
        name: `${service.name}-lb`,
        vpc_id: PLACEHOLDERS.vpc,
        ingress: [{ ...open, description: "Access to the example", from_port: 9090, to_port: 9090, protocol: "tcp" }],
        egress: [open],
      },
      example_tasks: { name: `${service.name}-tasks`, description: "Tasks", vpc_id: PLACEHOLDERS.vpc },
    },
    aws_security_group_rule: {
      from_lb: {
        type: "ingress",
        from_port: 0,
        to_port: 65535,
        protocol: "tcp",
        source_security_group_id: "${aws_security_group.example_lb.id}",
        security_group_id: tasks,
      },
      within: { type: "ingress", from_port: 0, to_port: 65535, protocol: "tcp", self: true, security_group_id: tasks },
    },
    aws_vpc_security_group_egress_rule: {
      all: {
        for_each: '${toset(["0.0.0.0/0"])}',
        security_group_id: tasks,
        cidr_ipv4: "${each.key}",
        ip_protocol: "-1",
      },
    },
    aws_lb: {
      example: {
        name: service.name,
        internal: true,
        security_groups: ["${aws_security_group.example_lb.id}"],
        subnets: [PLACEHOLDERS.subnet1, PLACEHOLDERS.subnet2],
        drop_invalid_header_fields: true,
        idle_timeout: 120,
      },
    },
    aws_lb_target_group: {
      example: {
        name: service.name,
        port: 9090,
        protocol: "HTTP",
        vpc_id: PLACEHOLDERS.vpc,
        target_type: "ip",
        deregistration_delay: 10,
        health_check: { path: "/health", healthy_threshold: 2, unhealthy_threshold: 10, timeout: 30, interval: 60 },
      },
    },
    aws_lb_listener: {
      example: {
        load_balancer_arn: balancer,
        port: 9090,
        protocol: "HTTP",
        default_action: { type: "forward", target_group_arn: targets },
      },
      redirect: {
        load_balancer_arn: balancer,
        port: 80,
        protocol: "HTTP",
        default_action: { type: "redirect", redirect: { port: "9090", protocol: "HTTP", status_code: "HTTP_301" } },
      },
      weighted: {
        load_balancer_arn: balancer,
        port: 81,
        protocol: "HTTP",
        default_action: { type: "forward", forward: { target_group: { arn: targets, weight: 1 } } },
      },
    },
    aws_ecs_service: {
      example: {
        name: service.name,
        cluster: service.cluster,
        task_definition: service.task,
        desired_count: 1,
        launch_type: "FARGATE",
        network_configuration: { subnets: [PLACEHOLDERS.subnet1, PLACEHOLDERS.subnet2], security_groups: [tasks] },
        load_balancer: { target_group_arn: targets, container_name: "app", container_port: 9090 },
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
