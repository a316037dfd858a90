import type { MeshTaskProps } from "../../../../modules/mesh/task";
import { containers, LINES, refused, untyped, type Props } from "./given";

const EC2 = { compatibilities: ["EC2"] as const };
const FAR = "is not possible on Fargate";
const linux = (linuxParameters: object): Props => untyped({ containers: [{ ...BASE, linuxParameters }] });
const BASE = { name: "app", image: "app:1", essential: true };
const one = (more: object): Props => untyped({ containers: [{ ...BASE, ...more }] });
const two = (first: object, second: object): Props =>
  untyped({
    containers: [
      { ...BASE, ...first },
      { name: "b", image: "b:1", ...second },
    ],
  });
const after = (condition: string, containerName = "b") => ({ dependsOn: [{ containerName, condition }] });
const check = (more: object) => one({ healthCheck: { command: ["CMD", "/check"], ...more } });
const log = (logConfiguration: object) => one({ logConfiguration });

/** The prop and the rule, what is wrong, and the edge that passes. */
const FIELDS: readonly (readonly [message: string, wrong: Props, right: Props])[] = [
  ["containers[0].nope is not known", one({ nope: 1 }), one({})],
  ["containers[0].image must be the name", one({ image: "my app" }), one({ image: "r:5000/app@sha256:0" })],
  ["containers[0].cpu must be", one({ cpu: -1 }), one({ cpu: 0 })],
  ["containers[0].cpu must be", one({ cpu: "64" }), one({ cpu: 64 })],
  ["containers[0].memory must be", one({ memory: 3 }), one({ memory: 4 })],
  [
    "containers[0].memoryReservation must be less",
    one({ memory: 8, memoryReservation: 8 }),
    one({ memory: 8, memoryReservation: 7 }),
  ],
  ["containers[0].command must be a list", one({ command: "serve" }), one({ command: ["serve"] })],
  ["containers[0].entryPoint[0] must be a text", one({ entryPoint: [1] }), one({ entryPoint: null })],
  ["containers[0].environment[0].value must be a text", one({ environment: [{ name: "A", value: 1 }] }), one({})],
  [
    "containers[0].environment[1].name is there twice",
    one({
      environment: [
        { name: "A", value: "1" },
        { name: "A", value: "2" },
      ],
    }),
    one({
      environment: [
        { name: "A", value: "1" },
        { name: "a", value: "2" },
      ],
    }),
  ],
  [
    "containers[0].secrets[0].name must not be the name of one of the variables",
    one({ environment: [{ name: "A", value: "1" }], secrets: [{ name: "A", valueFrom: "/a" }] }),
    one({ environment: [{ name: "A", value: "1" }], secrets: [{ name: "B", valueFrom: "/a" }] }),
  ],
  [
    "containers[0].environmentFiles[0].value must end in '.env'",
    one({ environmentFiles: [{ value: "arn:aws:s3:::b/f.txt", type: "s3" }] }),
    one({ environmentFiles: [{ value: "arn:aws-cn:s3:::b/f.env", type: "s3" }] }),
  ],
  ["containers[0].portMappings[0].containerPort must be", one({ portMappings: [{ containerPort: 0 }] }), one({})],
  [
    "containers[0].portMappings[0].containerPort must be",
    one({ portMappings: [{ containerPort: 65536 }] }),
    one({ portMappings: [{ containerPort: 65535 }] }),
  ],
  [
    "containers[0].portMappings[0].protocol must be",
    one({ portMappings: [{ containerPort: 80, protocol: "sctp" }] }),
    one({ portMappings: [{ containerPort: 80, protocol: "udp" }] }),
  ],
  [
    "containers[1].portMappings[0].containerPort is mapped already",
    two({ portMappings: [{ containerPort: 80 }] }, { portMappings: [{ containerPort: 80, protocol: "tcp" }] }),
    two({ portMappings: [{ containerPort: 80 }] }, { portMappings: [{ containerPort: 80, protocol: "udp" }] }),
  ],
  ["containers[0].dependsOn[0].condition must be one of", two(after("DONE"), {}), two(after("START"), {})],
  [
    "containers[0].dependsOn[0].condition needs a container with a health check",
    two(after("HEALTHY"), {}),
    two(after("HEALTHY"), { healthCheck: { command: ["CMD", "/check"] } }),
  ],
  [
    "containers[0].dependsOn[0].condition is not possible for an essential container",
    two(after("SUCCESS"), {}),
    two(after("SUCCESS"), { essential: false }),
  ],
  [
    "containers[0].dependsOn[0].condition is not possible for an essential container",
    two(after("COMPLETE"), { essential: true }),
    two(after("COMPLETE"), { essential: false }),
  ],
  [
    "containers[0].dependsOn is a circle: app waits for b waits for app",
    two(after("START"), after("START", "app")),
    two(after("START"), {}),
  ],
  ["containers[0].healthCheck.interval must be", check({ interval: 4 }), check({ interval: 300 })],
  ["containers[0].healthCheck.timeout must be", check({ timeout: 61 }), check({ timeout: 60 })],
  ["containers[0].healthCheck.retries must be", check({ retries: 0 }), check({ retries: 10 })],
  ["containers[0].healthCheck.startPeriod must be", check({ startPeriod: 301 }), check({ startPeriod: 0 })],
  [
    "containers[0].healthCheck must have a command after",
    check({ command: ["CMD-SHELL"] }),
    check({ command: ["/check"] }),
  ],
  ["containers[0].healthCheck.command must name a program", check({ command: [] }), one({ healthCheck: null })],
  ...(
    [
      ["awslogs-group", "a b", "/mesh/a-b_c.d#1"],
      ["awslogs-region", "europe", "eusc-de-east-1"],
      ["awslogs-stream-prefix", "a:b", "a/b"],
    ] as const
  ).map(([option, wrong, right]): (typeof FIELDS)[number] => {
    const given = { "awslogs-group": "g", "awslogs-region": "eu-west-1" };
    const of = (value: string) => log({ logDriver: "awslogs", options: { ...given, [option]: value } });
    return [`containers[0].logConfiguration.options.${option} must`, of(wrong), of(right)];
  }),
  [
    "containers[0].logConfiguration must have the options 'awslogs-group' and 'awslogs-region'",
    log({ logDriver: "awslogs", options: { "awslogs-group": "g" } }),
    log({ logDriver: "awslogs", options: { "awslogs-group": "g", "awslogs-region": "eusc-de-east-1" } }),
  ],
  [
    "containers[0].logConfiguration.logDriver needs a log router",
    log({ logDriver: "awsfirelens" }),
    log({ logDriver: "splunk" }),
  ],
  [
    "containers[1].firelensConfiguration must be given to one container",
    two({ firelensConfiguration: { type: "fluentbit" } }, { firelensConfiguration: { type: "fluentd" } }),
    two({ logConfiguration: { logDriver: "awsfirelens" } }, { firelensConfiguration: { type: "fluentbit" } }),
  ],
  [
    "containers[0].ulimits[0].name must be one of",
    one({ ulimits: [{ name: "files", softLimit: 1, hardLimit: 1 }] }),
    one({}),
  ],
  [
    "containers[0].ulimits[0] must have a softLimit",
    one({ ulimits: [{ name: "nofile", softLimit: 2, hardLimit: 1 }] }),
    one({ ulimits: [{ name: "nofile", softLimit: 2, hardLimit: -1 }] }),
  ],
  [
    "containers[0].mountPoints[1].containerPath is the path of another mount",
    one({ mountPoints: [0, 1].map(() => ({ sourceVolume: "consul_data", containerPath: "/c" })) }),
    one({ mountPoints: ["/c", "/d"].map((containerPath) => ({ sourceVolume: "consul_data", containerPath })) }),
  ],
  [
    "containers[0].volumesFrom[0].sourceContainer must be",
    one({ volumesFrom: [{ sourceContainer: "app" }] }),
    two({ volumesFrom: [{ sourceContainer: "b" }] }, {}),
  ],
  [
    "containers[0].restartPolicy.restartAttemptPeriod must be",
    one({ restartPolicy: { enabled: true, restartAttemptPeriod: 59 } }),
    one({ restartPolicy: { enabled: true, restartAttemptPeriod: 1800 } }),
  ],
  [
    "containers[0].linuxParameters.swappiness must be",
    { ...EC2, ...linux({ swappiness: 101 }) },
    { ...EC2, ...linux({ swappiness: 100 }) },
  ],
  // What Fargate does not have, an instance has.
  [`containers[0].privileged ${FAR}`, one({ privileged: true }), { ...EC2, ...one({ privileged: true }) }],
  [
    `containers[0].dockerSecurityOptions ${FAR}`,
    one({ dockerSecurityOptions: ["no-new-privileges"] }),
    one({ dockerSecurityOptions: [] }),
  ],
  [
    `containers[0].linuxParameters.devices ${FAR}`,
    linux({ devices: [{ hostPath: "/dev/fuse" }] }),
    { ...EC2, ...linux({ devices: [{ hostPath: "/dev/fuse" }] }) },
  ],
  [
    "containers[0].linuxParameters.capabilities.add[0] must be 'SYS_PTRACE' on Fargate",
    linux({ capabilities: { add: ["NET_ADMIN"] } }),
    linux({ capabilities: { add: ["SYS_PTRACE"], drop: ["ALL"] } }),
  ],
  [
    "containers[0].logConfiguration.logDriver must be one of",
    log({ logDriver: "gelf" }),
    { ...EC2, ...log({ logDriver: "gelf" }) },
  ],
  ["containers[0].stopTimeout must be", one({ stopTimeout: 121 }), { ...EC2, ...one({ stopTimeout: 121 }) }],
  [
    "containers[0].resourceRequirements[0].value must be a whole number of GPUs",
    { ...EC2, ...one({ resourceRequirements: [{ type: "GPU", value: "one" }] }) },
    { ...EC2, ...one({ resourceRequirements: [{ type: "GPU", value: "8" }] }) },
  ],
  [
    "containers[0].resourceRequirements[0].value must be a whole number of GPUs",
    { ...EC2, ...one({ resourceRequirements: [{ type: "GPU", value: "0" }] }) },
    { ...EC2, ...one({ resourceRequirements: [{ type: "InferenceAccelerator", value: "device-1" }] }) },
  ],
  [
    "containers[0].systemControls[0].namespace must be the name of a kernel parameter",
    one({ systemControls: [{ namespace: "", value: "1" }] }),
    one({ systemControls: [{ namespace: "net.ipv4.ip_local_port_range", value: "1024 65000" }] }),
  ],
  [
    "containers[0].resourceRequirements[0].type must be",
    one({ resourceRequirements: [{ type: "GPU", value: "1" }] }),
    { ...EC2, ...one({ resourceRequirements: [{ type: "GPU", value: "1" }] }) },
  ],
];

describe.each(LINES)("a field of a container on line %s", (_, line) => {
  const given = line as (props: Props) => MeshTaskProps;

  it.each(FIELDS)("%s", (message, wrong, right) => {
    expect(refused(given(wrong))).toEqual([expect.stringContaining(message)]);
    expect(refused(given(right))).toEqual([]);
  });

  it.each(["hunter2!", "secret with spaces", "arn:aws:iam::123456789012:role/r", "arn:aws:s3:::bucket/key"])(
    "refuses %s where a secret is named, and never shows it",
    (valueFrom) => {
      const make = () => refused(given(one({ secrets: [{ name: "A", valueFrom }] })));
      expect(make()).toEqual([expect.stringContaining("containers[0].secrets[0].valueFrom must be the ARN")]);
      expect(JSON.stringify(make())).not.toContain(valueFrom);
    },
  );

  it.each([
    "arn:aws:secretsmanager:us-east-1:123456789012:secret:db-a1b2c3",
    "arn:aws-us-gov:secretsmanager:us-gov-west-1:123456789012:secret:db-a1b2c3:password::",
    "arn:aws-cn:ssm:cn-north-1:123456789012:parameter/shop/db",
    "/shop/db",
    "db-password:3",
  ])("takes %s as what a secret is read from", (valueFrom) => {
    expect(refused(given(one({ secrets: [{ name: "A", valueFrom }] })))).toEqual([]);
  });

  it("tells what is missing beside containers that are none", () => {
    for (const wrong of [undefined, null, "app", 1, {}, [null], ["app"]]) {
      const told = refused(given(untyped({ containers: wrong, serviceName: "Web" })));
      expect(told).toEqual([expect.stringContaining("serviceName"), expect.stringMatching(/^containers/)]);
    }
    expect(refused(given(containers({})))).toEqual([]);
  });
});
