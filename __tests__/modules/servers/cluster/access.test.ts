import { awsLogs } from "../../../../modules/aws";
import { evaluateJson } from "../../../helpers/evaluate-template";
import { LOAD_BALANCER, TLS } from "../dev/given";
import { services, synthesize, tasks } from "./given";

it("lets each task mount its own directory and that of the snapshots only", () => {
  const given = synthesize({ executeCommand: true });
  const policies = Object.entries(given.resources("aws_iam_role_policy")) as [string, { policy: string }][];
  for (const [id, { policy }] of policies) {
    const [, number] = /server-(\d)/.exec(id) ?? [];
    const { Statement } = evaluateJson(policy) as { Statement: object[] };
    expect(Statement).toMatchObject([
      { Action: [expect.stringMatching(/^ssmmessages:/), expect.anything(), expect.anything(), expect.anything()] },
      {
        Action: ["elasticfilesystem:ClientMount", "elasticfilesystem:ClientWrite"],
        Condition: {
          StringEquals: { "elasticfilesystem:AccessPointArn": expect.stringContaining(`server-${number}`) as string },
        },
      },
      {
        Action: ["elasticfilesystem:ClientMount", "elasticfilesystem:ClientWrite"],
        Condition: {
          StringEquals: { "elasticfilesystem:AccessPointArn": expect.stringContaining("snapshots") as string },
        },
      },
    ]);
  }
  expect(policies).toHaveLength(3);
});

it("lets operators in only when it is said, and writes to the log group that is named", () => {
  const logConfiguration = awsLogs({ logGroup: "consul", region: "eu-central-1", streamPrefix: "server" });
  const template = synthesize({ logConfiguration });
  for (const service of Object.values(template.resources("aws_ecs_service")))
    expect(service).toMatchObject({ enable_execute_command: false });
  expect(JSON.stringify(template.resources("aws_iam_role_policy"))).not.toContain("ssmmessages");
  const { policy } = template.resource("aws_iam_policy");
  expect(policy).toMatch(/logs:eu-central-1:\S*account_id\S*:log-group:consul:\*/);
  const one = Object.values(synthesize({ executeCommand: true }).resources("aws_ecs_service"))[0];
  expect(one).toMatchObject({ enable_execute_command: true });
});

it("opens what servers say to each other to themselves only", () => {
  const rules = Object.values(synthesize().resources("aws_security_group_rule")).filter(({ self }) => self);
  expect(rules.map(({ from_port, protocol }) => `${from_port as number} ${protocol as string}`).sort()).toEqual([
    "8300 tcp",
    "8301 tcp",
    "8301 udp",
    "8302 tcp",
    "8302 udp",
  ]);
});

it("makes the certificate of each server for its own node, and for the common name", () => {
  const template = synthesize({ tls: TLS });
  for (const number of [1, 2, 3]) {
    const { id } = tasks(template)[number]!;
    const script = template.container("tls-init", id).command?.[0];
    expect(script).toContain(`-node=server-${number} `);
    // A volume of the task: what is on the file system is data alone.
    expect(template.container("tls-init", id).mountPoints).toHaveLength(1);
  }
});

it("starts no task before its roles may do what it needs", () => {
  const template = synthesize();
  for (const [number, { depends_on }] of Object.entries(services(template))) {
    expect(depends_on).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^aws_iam_role_policy_attachment\./),
        expect.stringMatching(new RegExp(`^aws_iam_role_policy\\..*server-${number}_`)),
      ]),
    );
  }
});

describe("the load balancer", () => {
  it("has a target group for each server, and shares the requests among them", () => {
    const template = synthesize({ loadBalancer: LOAD_BALANCER });
    expect(Object.values(template.resources("aws_lb_target_group")).map(({ name }) => name)).toEqual([
      "server",
      "server-2",
      "server-3",
    ]);
    const targets = Object.values(services(template)).map(({ load_balancer }) => load_balancer?.[0]?.target_group_arn);
    expect(new Set(targets).size).toBe(3);
    expect(template.resource("aws_lb_listener")).toMatchObject({
      default_action: [
        {
          type: "forward",
          forward: { stickiness: { enabled: true }, target_group: targets.map((arn) => ({ arn, weight: 1 })) },
        },
      ],
    });
  });

  it("needs no sharing for one server", () => {
    const template = synthesize({ loadBalancer: LOAD_BALANCER, serverCount: 1 });
    const [action] = template.resource<{ default_action: object[] }>("aws_lb_listener").default_action;
    expect(action).toHaveProperty("target_group_arn");
    expect(action).not.toHaveProperty("forward");
  });

  it("is waited for by what writes to the servers, when the last of them runs", () => {
    const template = synthesize({ loadBalancer: { ...LOAD_BALANCER, waitForLeader: true } });
    expect(template.resource("terraform_data")).toMatchObject({
      depends_on: [`aws_ecs_service.${services(template)[3]!.id}`],
    });
  });
});
