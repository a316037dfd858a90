import { blocks, isOn, texts, type PlannedStack, type Values } from "../plan";
import { rule, type Fault } from "./rule";

const EVERYWHERE = new Set(["0.0.0.0/0", "::/0"]);

/** https://docs.aws.amazon.com/securityhub/latest/userguide/ec2-controls.html#ec2-19 */
const HIGH_RISK = [
  20, 21, 22, 23, 25, 110, 135, 143, 445, 1433, 1434, 3000, 3306, 3389, 4333, 5000, 5432, 5500, 5601, 8080, 8088, 8888,
  9200, 9300,
];

const LAUNCH_TEMPLATE = "aws_launch_template";
const SECURITY_GROUPS = ["aws_security_group", "aws_security_group_rule", "aws_vpc_security_group_ingress_rule"];

/** The ports that everybody may reach, as ranges. */
function openPorts(values: Values): (readonly [from: number, to: number])[] {
  const rules = values.type === "egress" ? [] : "ingress" in values ? blocks(values.ingress) : [values];
  return rules.flatMap((one): (readonly [number, number])[] => {
    const ranges = [one.cidr_blocks, one.ipv6_cidr_blocks, one.cidr_ipv4, one.cidr_ipv6].flatMap(texts);
    if (!ranges.some((range) => EVERYWHERE.has(range))) return [];
    const all = (one.protocol ?? one.ip_protocol) === "-1";
    return [all ? [0, 65535] : [Number(one.from_port ?? 0), Number(one.to_port ?? 65535)]];
  });
}

function openAmong(values: Values, ports: readonly number[]): Fault {
  const open = ports.filter((port) => openPorts(values).some(([from, to]) => from <= port && port <= to));
  return open.length > 0 ? `port ${open.join(", ")}` : undefined;
}

function isOfVpc(stack: PlannedStack, type: string, vpc: Values): boolean {
  return stack.of(type).some(({ values }) => values.vpc_id === vpc.id);
}

export const NETWORK = [
  rule("EC2.2", "The default security group of a VPC lets nothing through", "aws_vpc", (vpc, stack) => {
    const group = stack.of("aws_default_security_group").find(({ values }) => values.vpc_id === vpc.id);
    if (group === undefined) return "it is left as AWS makes it";
    const { ingress, egress } = group.values;
    return blocks(ingress).length + blocks(egress).length > 0 ? "it has rules" : undefined;
  }),
  rule("EC2.3", "Volumes are encrypted", "aws_ebs_volume", ({ encrypted }) => !isOn(encrypted)),
  rule("EC2.6", "A VPC has flow logs", "aws_vpc", (vpc, stack) => !isOfVpc(stack, "aws_flow_log", vpc)),
  rule(
    "EC2.8",
    "Instances take version 2 of the metadata service only",
    "aws_instance",
    ({ metadata_options }) => !blocks(metadata_options).some(({ http_tokens }) => http_tokens === "required"),
  ),
  rule("EC2.9", "Instances have no public address", "aws_instance", ({ associate_public_ip_address }) =>
    isOn(associate_public_ip_address),
  ),
  rule(
    "EC2.10",
    "A VPC reaches the API of EC2 through an endpoint of its own",
    "aws_vpc",
    (vpc, stack) =>
      !stack
        .of("aws_vpc_endpoint")
        .some(({ values }) => values.vpc_id === vpc.id && /\.ec2$/.test(String(values.service_name))),
  ),
  rule("EC2.15", "Subnets do not give public addresses by themselves", "aws_subnet", ({ map_public_ip_on_launch }) =>
    isOn(map_public_ip_on_launch),
  ),
  rule("EC2.18", "Everybody reaches no port but 80 and 443", SECURITY_GROUPS, (values) =>
    openPorts(values)
      .filter(([from, to]) => from !== to || (from !== 80 && from !== 443))
      .map(([from, to]) => (from === to ? `port ${from}` : `ports ${from} to ${to}`)),
  ),
  rule("EC2.19", "Nobody from everywhere reaches a port of high risk", SECURITY_GROUPS, (values) =>
    openAmong(values, HIGH_RISK),
  ),
  rule("EC2.25", "Launch templates give no public addresses", LAUNCH_TEMPLATE, ({ network_interfaces }) =>
    blocks(network_interfaces).some(({ associate_public_ip_address }) => isOn(associate_public_ip_address)),
  ),
  rule("EC2.53", "Nobody from everywhere administers by SSH or RDP", SECURITY_GROUPS, (values) =>
    openAmong(values, [22, 3389]),
  ),
  rule(
    "EC2.170",
    "Launch templates take version 2 of the metadata service only",
    LAUNCH_TEMPLATE,
    (values) => !blocks(values.metadata_options).some(({ http_tokens }) => http_tokens === "required"),
  ),
  rule("EC2.181", "Launch templates encrypt their volumes", LAUNCH_TEMPLATE, ({ block_device_mappings }) =>
    blocks(block_device_mappings)
      .filter(({ ebs }) => blocks(ebs).some(({ encrypted }) => !isOn(encrypted)))
      .map(({ device_name }) => String(device_name)),
  ),
];
