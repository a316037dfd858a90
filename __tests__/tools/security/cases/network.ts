import { group, from, vpc, template, autoscaling, lb, listener, TLS13, type Cases } from "../given";

/** For each rule of networks and instances: stacks that break it, and stacks that keep it. */
export const NETWORK: Cases = {
  "EC2.2": {
    breaks: [
      [vpc],
      [vpc, ["aws_default_security_group", { vpc_id: "vpc-2", ingress: [], egress: [] }]],
      [vpc, ["aws_default_security_group", { vpc_id: "vpc-1", ingress: [], egress: [{ from_port: 0 }] }]],
    ],
    keeps: [[vpc, ["aws_default_security_group", { vpc_id: "vpc-1", ingress: [], egress: [] }]]],
  },
  "EC2.3": {
    breaks: [[["aws_ebs_volume", {}]], [["aws_ebs_volume", { encrypted: false }]]],
    keeps: [[["aws_ebs_volume", { encrypted: true }]]],
  },
  "EC2.6": {
    breaks: [[vpc], [vpc, ["aws_flow_log", { vpc_id: "vpc-2" }]]],
    keeps: [[vpc, ["aws_flow_log", { vpc_id: "vpc-1" }]]],
  },
  "EC2.8": {
    breaks: [[["aws_instance", {}]], [["aws_instance", { metadata_options: [{ http_tokens: "optional" }] }]]],
    keeps: [[["aws_instance", { metadata_options: [{ http_tokens: "required" }] }]]],
  },
  "EC2.9": {
    breaks: [[["aws_instance", { associate_public_ip_address: true }]]],
    keeps: [[["aws_instance", { associate_public_ip_address: false }]]],
  },
  "EC2.10": {
    breaks: [
      [vpc],
      [vpc, ["aws_vpc_endpoint", { vpc_id: "vpc-1", service_name: "com.amazonaws.us-east-1.ec2messages" }]],
    ],
    keeps: [[vpc, ["aws_vpc_endpoint", { vpc_id: "vpc-1", service_name: "com.amazonaws.us-east-1.ec2" }]]],
  },
  "EC2.15": {
    breaks: [[["aws_subnet", { map_public_ip_on_launch: true }]]],
    keeps: [[["aws_subnet", { map_public_ip_on_launch: false }]]],
  },
  "EC2.18": {
    breaks: [
      [from(9090)],
      [group({ from_port: 80, to_port: 443, cidr_blocks: ["0.0.0.0/0"] })],
      [group({ protocol: "-1", from_port: 0, to_port: 0, ipv6_cidr_blocks: ["::/0"] })],
      [
        [
          "aws_vpc_security_group_ingress_rule",
          { ip_protocol: "tcp", from_port: 1, to_port: 1, cidr_ipv4: "0.0.0.0/0" },
        ],
      ],
      [
        [
          "aws_security_group_rule",
          { type: "ingress", protocol: "tcp", from_port: 1, to_port: 1, cidr_blocks: ["0.0.0.0/0"] },
        ],
      ],
    ],
    keeps: [
      [from(443)],
      [from(9090, "10.0.0.0/8")],
      [["aws_security_group_rule", { type: "egress", protocol: "-1", cidr_blocks: ["0.0.0.0/0"] }]],
    ],
  },
  "EC2.19": {
    breaks: [[from(3306)], [group({ from_port: 0, to_port: 1000, cidr_blocks: ["0.0.0.0/0"] })]],
    keeps: [[from(9090)], [from(3306, "10.0.0.0/8")]],
  },
  "EC2.25": {
    breaks: [[template({ network_interfaces: [{ associate_public_ip_address: "true" }] })]],
    keeps: [[template({ network_interfaces: [{ associate_public_ip_address: "false" }] })], [template({})]],
  },
  "EC2.53": { breaks: [[from(22)], [from(3389, "::/0")]], keeps: [[from(22, "203.0.113.7/32")], [from(23)]] },
  "EC2.170": {
    breaks: [[template({})], [template({ metadata_options: [{ http_tokens: "optional" }] })]],
    keeps: [[template({ metadata_options: [{ http_tokens: "required" }] })]],
  },
  "EC2.181": {
    breaks: [[template({ block_device_mappings: [{ device_name: "/dev/xvda", ebs: [{ encrypted: "" }] }] })]],
    keeps: [[template({ block_device_mappings: [{ device_name: "/dev/xvda", ebs: [{ encrypted: "true" }] }] })]],
  },
  "ELB.1": {
    breaks: [[listener({ protocol: "HTTP" })]],
    keeps: [
      [listener({ protocol: "HTTP", default_action: [{ type: "redirect", redirect: [{ protocol: "HTTPS" }] }] })],
      [listener({ protocol: "HTTPS" })],
    ],
  },
  "ELB.4": {
    breaks: [[lb({})], [lb({ drop_invalid_header_fields: false })]],
    keeps: [[lb({ drop_invalid_header_fields: true })], [lb({ load_balancer_type: "network" })]],
  },
  "ELB.5": {
    breaks: [[lb({ access_logs: [{ enabled: false }] })], [lb({})]],
    keeps: [[lb({ access_logs: [{ enabled: true }] })]],
  },
  "ELB.6": { breaks: [[lb({})]], keeps: [[lb({ enable_deletion_protection: true })]] },
  "ELB.12": {
    breaks: [[lb({ desync_mitigation_mode: "monitor" })]],
    keeps: [[lb({ desync_mitigation_mode: "defensive" })], [lb({})]],
  },
  "ELB.13": { breaks: [[lb({ subnets: ["a"] })]], keeps: [[lb({ subnets: ["a", "b"] })]] },
  "ELB.17": {
    breaks: [[listener({ protocol: "HTTPS", ssl_policy: "ELBSecurityPolicy-2016-08" })]],
    keeps: [[listener({ protocol: "TLS", ssl_policy: TLS13 })], [listener({ protocol: "HTTP", ssl_policy: "" })]],
  },
  "ELB.18": {
    breaks: [[listener({ protocol: "HTTP" })], [listener({ protocol: "TCP" })]],
    keeps: [[listener({ protocol: "HTTPS" })], [listener({ protocol: "TLS" })]],
  },
  "AutoScaling.1": {
    breaks: [[autoscaling({ target_group_arns: ["arn"], health_check_type: "EC2" })]],
    keeps: [
      [autoscaling({ target_group_arns: ["arn"], health_check_type: "ELB" })],
      [autoscaling({ target_group_arns: [], health_check_type: "EC2" })],
    ],
  },
  "AutoScaling.2": {
    breaks: [[autoscaling({ availability_zones: ["a"], vpc_zone_identifier: ["s"] })]],
    keeps: [[autoscaling({ vpc_zone_identifier: ["s", "t"] })]],
  },
  "AutoScaling.6": {
    breaks: [[autoscaling({ mixed_instances_policy: [] })]],
    keeps: [[autoscaling({ mixed_instances_policy: [{}] })]],
  },
  "AutoScaling.9": {
    breaks: [[autoscaling({ launch_configuration: "lc" })]],
    keeps: [[autoscaling({ launch_template: [{ id: "lt" }] })], [autoscaling({ mixed_instances_policy: [{}] })]],
  },
};
