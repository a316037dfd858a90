import { TerraformVariable } from "cdktf";
import { EcsRole, type ContainerDefinition, type PolicyStatement } from "../../../../modules/aws";
import type { MeshServiceProps } from "../../../../modules/mesh/service";
import { evaluateJson } from "../../../helpers/evaluate-template";
import { Template, testStack } from "../../../helpers/template";
import { ACCOUNT, APP, ecsService, LINES, testMesh, otherWarningsOf, type GivenMesh } from "./given";

const SECRET = `${ACCOUNT}:db-a1b2c3`;
const PARAMETER = "arn:aws:ssm:us-east-1:123456789012:parameter/web/key";
const CA = `${ACCOUNT}:ca-a1b2c3`;
const KEY = "arn:aws:kms:us-east-1:123456789012:key/11111111-2222-3333-4444-555555555555";
const ROLE = { id: "mine", arn: "arn:aws:iam::123456789012:role/mine" };
const READ: PolicyStatement = { Effect: "Allow", Action: ["s3:GetObject"], Resource: ["arn:aws:s3:::bucket/key"] };
const AUTO_JOIN = { retryJoin: ["provider=aws tag_key=consul tag_value=server"] };
const IMAGE = "123456789012.dkr.ecr.us-east-1.amazonaws.com/web:1";
const FILE = "arn:aws:s3:::bucket/web.env";

interface Granted {
  /** "action on resource", of the policies that were added to the role. */
  readonly execution: readonly string[];
  readonly task: readonly string[];
  readonly warnings: readonly string[];
  readonly template: Template;
}

/** What a service is granted beyond what its task always is. */
function granted(props: Partial<MeshServiceProps>, given: GivenMesh = {}): Granted {
  const { stack, service } = testMesh(given);
  service("web", props);
  const template = Template.of(stack);
  return {
    execution: added(template, "execution"),
    task: added(template, "task"),
    warnings: otherWarningsOf(stack),
    template,
  };
}

function added(template: Template, role: "execution" | "task"): string[] {
  const id = Object.keys(template.resources("aws_iam_role_policy")).find((key) =>
    key.includes(`_task_${role}-role_added`),
  );
  if (id === undefined) return [];
  const { policy } = template.resource<{ policy: string }>("aws_iam_role_policy", id);
  const { Statement } = evaluateJson(policy) as { readonly Statement: readonly PolicyStatement[] };
  return Statement.flatMap(({ Action, Resource }) => Resource.map((resource) => `${Action.join()} on ${resource}`));
}

const containing = (change: Partial<ContainerDefinition>): ContainerDefinition[] => [{ ...APP, ...change }];
const PULL = "ecr:BatchCheckLayerAvailability,ecr:BatchGetImage,ecr:GetDownloadUrlForLayer";
const READ_SECRET = `secretsmanager:GetSecretValue on ${SECRET}`;

test.each<[string, Partial<ContainerDefinition>, string[]]>([
  ["a secret of Secrets Manager", { secrets: [{ name: "DB", valueFrom: SECRET }] }, [READ_SECRET]],
  ["a field of a secret", { secrets: [{ name: "DB", valueFrom: `${SECRET}:password::` }] }, [READ_SECRET]],
  ["a parameter", { secrets: [{ name: "KEY", valueFrom: PARAMETER }] }, [`ssm:GetParameters on ${PARAMETER}`]],
  ["the credentials of a registry", { repositoryCredentials: { credentialsParameter: SECRET } }, [READ_SECRET]],
  [
    "a file of variables",
    { environmentFiles: [{ type: "s3", value: FILE }] },
    ["s3:GetBucketLocation on arn:aws:s3:::bucket", `s3:GetObject on ${FILE}`],
  ],
  [
    "a secret of a log driver",
    { logConfiguration: { logDriver: "splunk", secretOptions: [{ name: "splunk-token", valueFrom: SECRET }] } },
    [READ_SECRET],
  ],
  [
    "a private image",
    { image: IMAGE },
    [`${PULL} on arn:aws:ecr:us-east-1:123456789012:repository/web`, "ecr:GetAuthorizationToken on *"],
  ],
])("%s is granted to the execution role, given or made by a function", (_, change, expected) => {
  for (const containers of [containing(change), () => containing(change)]) {
    const { execution, task, warnings } = granted({ containers });
    expect(execution).toEqual(expected);
    expect([task, warnings]).toEqual([[], []]);
  }
});

test("a log group that is made on the way is granted by its own name", () => {
  const options = { "awslogs-create-group": "true", "awslogs-group": "/web", "awslogs-region": "us-east-1" };
  const { execution } = granted({ containers: containing({ logConfiguration: { logDriver: "awslogs", options } }) });
  expect(execution.length).toBeGreaterThan(0);
  for (const grant of execution)
    expect(grant).toMatch(/^logs:CreateLogGroup on .*:us-east-1:.*:log-group:\/web(:log-stream:)?$/);
});

test("nothing is granted where nothing is needed: no policy is made", () => {
  const { execution, task, template } = granted({});
  expect([execution, task]).toEqual([[], []]);
  expect(Object.keys(template.resources("aws_iam_role_policy")).filter((id) => id.includes("_added"))).toEqual([]);
});

test.each([
  ["given", containing({ secrets: [{ name: "DB", valueFrom: SECRET }] })],
  ["made by a function", () => containing({ secrets: [{ name: "DB", valueFrom: SECRET }] })],
])("the ECS service waits for the grants of containers that are %s, and for the other policies", (_, containers) => {
  const waits = ecsService(granted({ containers }).template, "web").depends_on as string[];
  expect(waits).toContainEqual(expect.stringMatching(/^aws_iam_role_policy\.mesh_web_task_execution-role_added_/));
  expect(waits).toContainEqual(expect.stringMatching(/^aws_iam_role_policy_attachment\.mesh_web_task_execution-role_/));
});

test("`grants: false` grants nothing and warns of nothing", () => {
  const containers = containing({ image: IMAGE, secrets: [{ name: "DB", valueFrom: SECRET }] });
  for (const props of [{ containers }, { containers, executionRole: ROLE }]) {
    const { execution, task, warnings } = granted({ ...props, grants: false });
    expect([execution, task, warnings]).toEqual([[], [], []]);
  }
});

describe("auto-join by tags", () => {
  test("is granted to the client agents of line 0.6", () => {
    expect(granted({}, { release: "0.6", servers: AUTO_JOIN }).task).toEqual(["ec2:DescribeInstances on *"]);
  });

  test("is nothing to line 0.10, which has no agent that would ask", () => {
    expect(granted({}, { release: "0.10", servers: AUTO_JOIN }).task).toEqual([]);
  });

  test("is not granted to who joins by an address", () => {
    expect(granted({}, { release: "0.6" }).task).toEqual([]);
  });

  test("of a task role that was brought is warned of", () => {
    const { warnings } = granted({ taskRole: ROLE }, { release: "0.6", servers: AUTO_JOIN });
    expect(warnings).toEqual([expect.stringMatching(/taskRole was brought.*"ec2:DescribeInstances"/)]);
  });
});

describe("an execution role that was brought", () => {
  const secure: GivenMesh = {
    servers: {
      tls: { enabled: true, caCertSecretArn: CA },
      httpAddress: "https://consul.example.com:8501",
      secretsKmsKeyArn: KEY,
    },
  };

  test("is left alone, and warnings name the statements, those for the servers' secrets and their key too", () => {
    const containers = containing({ secrets: [{ name: "DB", valueFrom: SECRET }] });
    const { execution, warnings } = granted({ containers, executionRole: ROLE }, secure);
    expect(execution).toEqual([]);
    const statements = warnings.map((text) => text.split("Statement: ")[1] ?? "");
    expect(statements.map((text) => JSON.parse(text) as unknown)).toEqual([
      { Effect: "Allow", Action: ["kms:Decrypt"], Resource: [KEY] },
      { Effect: "Allow", Action: ["secretsmanager:GetSecretValue"], Resource: [CA, SECRET] },
    ]);
  });

  test("is not warned of what the task's own role always may", () => {
    expect(granted({}, secure).warnings).toEqual([]);
    expect(granted({}, secure).execution).toEqual([]);
  });
});

describe("statements that a caller adds", () => {
  test("go to the role, once, and the service waits for them", () => {
    const { stack, service } = testMesh();
    const web = service("web");
    web.addToTaskRolePolicy(READ);
    web.addToTaskRolePolicy({ ...READ });
    web.addToExecutionRolePolicy({ ...READ, Action: ["kms:Decrypt"], Resource: [KEY] });
    const template = Template.of(stack);
    expect(added(template, "task")).toEqual(["s3:GetObject on arn:aws:s3:::bucket/key"]);
    expect(added(template, "execution")).toEqual([`kms:Decrypt on ${KEY}`]);
    const waits = ecsService(template, "web").depends_on as string[];
    expect(waits.filter((each) => each.includes("_added_"))).toHaveLength(2);
  });

  test.each<[string, Partial<PolicyStatement>, Partial<PolicyStatement>]>([
    ["Sid must be letters and digits", { Sid: "a b" }, { Sid: "ReadFiles1" }],
    ["Action[0] must be a service and an action", { Action: ["GetObject"] }, { Action: ["s3:Get*"] }],
    ["Resource[0] must be an ARN", { Resource: ["bucket"] }, { Resource: ["*"] }],
  ])("are judged: %s", (message, wrong, right) => {
    const web = testMesh().service("web");
    expect(() => web.addToTaskRolePolicy({ ...READ, ...wrong })).toThrow(`statement.${message}`);
    expect(() => web.addToTaskRolePolicy({ ...READ, ...right })).not.toThrow();
  });

  test("are refused for a role that was brought, which is not the construct's to change", () => {
    const web = testMesh().service("web", { taskRole: ROLE, executionRole: ROLE });
    expect(() => web.addToTaskRolePolicy(READ)).toThrow(/taskRole was brought.*Allow s3:GetObject in the role where/s);
    expect(() => web.addToExecutionRolePolicy(READ)).toThrow(/executionRole was brought/);
  });

  test("are taken by a role that was made with this package, brought or not", () => {
    const stack = testStack();
    const taskRole = new EcsRole(stack, "shared", { name: "shared" });
    const { service } = testMesh({ stack });
    service("web", { taskRole }).addToTaskRolePolicy(READ);
    const policies = Object.values(Template.of(stack).resources("aws_iam_role_policy"));
    const [own] = policies.filter(({ name }) => name === "added");
    expect(own?.role).toMatch(/^\$\{aws_iam_role\.shared_\w+\.id\}$/);
    expect(String(own?.policy)).toContain("arn:aws:s3:::bucket/key");
  });
});

test("the key of secrets is named, for their ARNs do not show it", () => {
  const { template } = granted({
    kmsKeyArns: [KEY],
    containers: containing({ secrets: [{ name: "DB", valueFrom: SECRET }] }),
  });
  const policies = Object.values(template.resources("aws_iam_policy")).map(({ policy }) => String(policy));
  expect(
    policies.filter((policy) => policy.includes(`"kms:Decrypt"],"Effect":"Allow","Resource":["${KEY}"]`)),
  ).toHaveLength(1);
});

test.each(LINES)("the parity of the task stays: grants of line %s are of the mesh, not of the task", (release) => {
  const { template } = granted(
    { containers: containing({ secrets: [{ name: "DB", valueFrom: SECRET }] }) },
    { release },
  );
  const policies = Object.values(template.resources("aws_iam_policy")).map(({ policy }) => String(policy));
  expect(policies.some((policy) => policy.includes(SECRET))).toBe(false);
});

test("a secret whose ARN only Terraform knows is granted by what Terraform knows", () => {
  const stack = testStack();
  const valueFrom = new TerraformVariable(stack, "secret", { type: "string" }).stringValue;
  const { service } = testMesh({ stack });
  service("web", { containers: containing({ secrets: [{ name: "DB", valueFrom }] }) });
  const policies = Object.values(Template.of(stack).resources("aws_iam_role_policy")).map(({ policy }) =>
    String(policy),
  );
  expect(policies.some((policy) => policy.includes("var.secret"))).toBe(true);
});
