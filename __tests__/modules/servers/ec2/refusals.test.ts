import { TerraformVariable, Token } from "cdktf";
import { secretVariable } from "../../../../modules/aws";
import { RELEASES } from "../../../../modules/consul";
import { Ec2Servers } from "../../../../modules/servers/ec2";
import { refusalsOf } from "../../../helpers/refusals";
import { testStack } from "../../../helpers/template";
import { GIVEN, TLS } from "./given";

type Given = Readonly<Record<string, unknown>>;

const stack = testStack();
const token = new TerraformVariable(stack, "token", { type: "string" }).stringValue;
const tokens = new TerraformVariable(stack, "tokens", { type: "list(string)" }).listValue;
const truth = new TerraformVariable(stack, "truth", { type: "bool" }).booleanValue;
const artifact = { url: "https://example.com/consul.zip", sha256: "a".repeat(64) };
const bucket = (bucketName: unknown) => ({ snapshots: { bucketName } });
const circle: Record<string, unknown> = {};
circle.circle = circle;

describe.each(RELEASES)("Ec2Servers on %s", (release) => {
  const refused = (given: Given, scope = testStack()) =>
    refusalsOf(() => new Ec2Servers(scope, "it", { ...GIVEN, release, ...given }));

  it.each<[string, Given]>([
    ["name must not begin with 'internal-' or 'sg-'", { name: "sg-consul" }],
    ["name must be 1 to 27", { name: undefined }],
    ["vpcId must be an id that begins with 'vpc-'", { vpcId: "" }],
    ["vpcId must be an id that begins with 'vpc-'", { vpcId: undefined }],
    ["subnetIds[2] must be an id that begins with 'subnet-'", { subnetIds: ["subnet-a", "subnet-b", "c"] }],
    ["datacenter must be letters", { datacenter: "-rf" }],
    ["instanceType must be one of architecture 'x86_64'", { instanceType: "m7g.large" }],
    ["instanceType must be one of architecture 'arm64'", { instanceType: "m7i.large", architecture: "arm64" }],
    ["instanceType must be an instance type of the Nitro system", { instanceType: "i3.16xlarge" }],
    ["consul.artifact.url must be an https URL", { consul: { artifact: { sha256: artifact.sha256 } } }],
    ["consul.artifact.sha256 must be 64 hexadecimal digits", { consul: { artifact: { ...artifact, sha256: "z" } } }],
    ["snapshots.bucketName must be 3 to 63", bucket("ab")],
    ["snapshots.bucketName must not have two dots together", bucket("a..b")],
    ["snapshots.bucketName must not have two dots together, be like an address", bucket("10.0.0.1")],
    ["snapshots.bucketName must not have two dots together", bucket("xn--consul")],
    ["snapshots.bucketName must not have two dots together", bucket("consul-s3alias")],
    ["snapshots.schedule must be a calendar expression", { snapshots: { schedule: `${"1".repeat(3)}:00` } }],
    [
      "logs.logGroup must be the name of a log group",
      { logs: { logGroup: "arn:aws:logs:eu-central-1:1:log-group:a" } },
    ],
    ["logs.logGroup must be the name of a log group", { logs: {} }],
    ["alarms.actions[0] must be the ARN of what an alarm tells", { alarms: { actions: ["topic"] } }],
    ["alarms.actions must have at most 5 actions", { alarms: { actions: Array(6).fill("arn:aws:sns:eu-west-1:1:t") } }],
    ["ui.ingressCidrBlocks[0] must be an IPv4 range", { ui: { ingressCidrBlocks: ["10.0.0.1/8"] } }],
    ["ui.ingressSecurityGroupIds[0] must be an id", { ui: { ingressSecurityGroupIds: ["default"] } }],
    ["permissionsBoundary must be an ARN of 'iam'", { permissionsBoundary: "boundary" }],
    ["acls.bootstrapTokenSecretArn must be the ARN", { acls: {} }],
    ["tls.caKeySecretArn must be the ARN", { tls: { caCertSecretArn: TLS.caCertSecretArn } }],
    ["extraConfig must be an object of what JSON can say", { extraConfig: { a: () => 1 } }],
    ["extraConfig must be an object of what JSON can say", { extraConfig: { a: NaN } }],
    ["extraConfig must be an object of what JSON can say", { extraConfig: circle }],
    ["extraConfig must be an object of what JSON can say", { extraConfig: [] }],
    ["subnetId is not known here", { subnetId: "subnet-a" }],
    ["gossipEncryption is not known here", { gossipEncryption: true }],
    ["tls must be an object", { tls: true }],
    ["subnetIds must be a list", { subnetIds: "subnet-a" }],
    ["subnetIds must be a list", { subnetIds: undefined }],
    ["consul must be an object", { consul: "1.15.10" }],
    ["snapshots must be an object", { snapshots: true }],
    ["ui must be an object", { ui: ["10.0.0.0/8"] }],
    ["configEntries must be a function", { configEntries: [] }],
    ["serverCount must be 1, 3 or 5", { serverCount: "3" }],
    ["acls must be true or false, or an object", { acls: "on" }],
    ["acls must be known at synth", { acls: truth }],
    ["tls must be known at synth", { tls: Token.asAny(token) }],
    ["ui.ingressSecurityGroupIds must be known at synth", { ui: { ingressSecurityGroupIds: tokens } }],
    ["kmsKeyArns must be known at synth", { kmsKeyArns: tokens }],
    ["extraConfig must be known at synth", { extraConfig: Token.asAny(token) }],
  ])("refuses: %s", (message, given) => {
    expect(refused(given)).toEqual(expect.arrayContaining([expect.stringContaining(message)]));
  });

  it.each<Given>([
    { instanceType: "i3.metal" },
    { instanceType: "m7g.metal", architecture: "arm64" },
    { instanceType: "u-6tb1.metal" },
    { instanceType: "m7g.large", amiId: "ami-0a1b2c3d" },
    { consul: { artifact: { ...artifact, sha256: "A".repeat(64) } } },
    { snapshots: { schedule: "*-*-* 03:00:00 America/Argentina/Buenos_Aires" } },
    { snapshots: { schedule: "Mon..Fri 09:00 Europe/Kyiv", bucketName: "my.bucket-1" } },
    { snapshots: { schedule: token, bucketName: token } },
    { logs: { logGroup: "/aws/consul/servers.#1" } },
    { alarms: {} },
    { alarms: { actions: tokens } },
    { ui: { ingressCidrBlocks: tokens } },
    { extraConfig: { limits: { rpc_rate: 5, name: token }, telemetry: null } },
    { datacenter: token, permissionsBoundary: token },
    { acls: false, tags: { team: token } },
  ])("takes %j", (given) => {
    expect(refused(given)).toEqual([]);
  });

  it.each([undefined, null, "props", []])("refuses %j for props", (props) => {
    expect(refusalsOf(() => new Ec2Servers(testStack(), "it", props as never))).toEqual([
      expect.stringContaining("props must be an object"),
    ]);
  });

  it("refuses what is ephemeral, which would be in the user data", () => {
    const scope = testStack();
    const secret = secretVariable(scope, "secret", "A secret.").stringValue;
    expect(refused({ extraConfig: { key: secret } }, scope)).toEqual([
      expect.stringContaining("extraConfig must not depend on an ephemeral variable"),
    ]);
  });
});
