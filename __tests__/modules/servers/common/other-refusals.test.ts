import { TerraformVariable, Token } from "cdktf";
import { GeneratedCertificateAuthority } from "../../../../modules/servers/certificate-authority";
import { HcpServers } from "../../../../modules/servers/hcp";
import { ServerStorage } from "../../../../modules/servers/storage";
import { refusalsOf } from "../../../helpers/refusals";
import { testStack } from "../../../helpers/template";
import { props as hcpProps } from "../hcp/given";

type Given = Readonly<Record<string, unknown>>;

const stack = testStack();
const token = new TerraformVariable(stack, "token", { type: "string" }).stringValue;
const tokens = new TerraformVariable(stack, "tokens", { type: "list(string)" }).listValue;
const STORAGE = { name: "server", vpcId: "vpc-1", subnetIds: ["subnet-1"], clientSecurityGroupId: "sg-1" };

const MAKE = {
  HcpServers: (given: Given) => new HcpServers(testStack(), "it", { ...hcpProps(), ...given }),
  ServerStorage: (given: Given) => new ServerStorage(testStack(), "it", { ...STORAGE, ...given }),
  GeneratedCertificateAuthority: (given: Given) =>
    new GeneratedCertificateAuthority(testStack(), "it", { name: "server", ...given }),
};
const cluster = (given: Given) => ({ cluster: given });

it.each<[keyof typeof MAKE, string, Given]>([
  ["HcpServers", "region must be an AWS region", { region: "Frankfurt" }],
  ["HcpServers", "region must be an AWS region", { region: undefined }],
  ["HcpServers", "network must be a network", { network: "vpc-1" }],
  ["HcpServers", "network must be a network", { network: undefined }],
  ["HcpServers", "cluster must be an object", { cluster: "mesh" }],
  ["HcpServers", "cluster must be known at synth", { cluster: Token.asAny(token) }],
  ["HcpServers", "cluster.tier must be one of", cluster({ tier: "free" })],
  ["HcpServers", "cluster.size must be one of", cluster({ size: "huge", tier: "plus" })],
  ["HcpServers", "cluster.publicEndpoint must be true or false", cluster({ publicEndpoint: "yes" })],
  ["HcpServers", "cluster.hvnCidr must be a /16 to a /25", cluster({ hvnCidr: "10.0.0.0/8" })],
  ["HcpServers", "cluster.bootstrapToken must be", cluster({ clusterId: "mesh", bootstrapToken: "s3cret" })],
  ["HcpServers", "cluster.bootstrapToken.secretArn", cluster({ clusterId: "mesh", bootstrapToken: {} })],
  ["HcpServers", "datacenter is not known here", { datacenter: "dc1" }],
  ["ServerStorage", "name must have 1 to 64 characters", { name: "" }],
  ["ServerStorage", "name must not begin with 'sg-'", { name: "sg-data" }],
  ["ServerStorage", "vpcId must be an id", { vpcId: "main" }],
  ["ServerStorage", "subnetIds must name at least one subnet", { subnetIds: [] }],
  ["ServerStorage", "subnetIds must name each id once", { subnetIds: ["subnet-1", "subnet-1"] }],
  ["ServerStorage", "subnetIds must be known at synth", { subnetIds: tokens }],
  ["ServerStorage", "clientSecurityGroupId must be an id", { clientSecurityGroupId: undefined }],
  ["ServerStorage", "kmsKeyArn must be the ARN of a KMS key", { kmsKeyArn: "alias/efs" }],
  ["ServerStorage", "subnets is not known here", { subnets: [] }],
  ["GeneratedCertificateAuthority", "name must have 1 to 504", { name: undefined }],
  ["GeneratedCertificateAuthority", "name must have 1 to 504", { name: 7 }],
  ["GeneratedCertificateAuthority", "kmsKeyId must be the ARN, the id or the alias", { kmsKeyId: "key" }],
  ["GeneratedCertificateAuthority", "recoveryWindowInDays must be 0, or 7 to 30", { recoveryWindowInDays: "7" }],
  ["GeneratedCertificateAuthority", "days is not known here", { days: 7 }],
])("%s refuses: %s", (name, message, given) => {
  const refusals = refusalsOf(() => MAKE[name](given));
  expect(refusals).toEqual(expect.arrayContaining([expect.stringContaining(message)]));
  expect(refusals.join()).not.toContain("s3cret");
});

it.each<[keyof typeof MAKE, Given]>([
  ["HcpServers", { region: "eusc-de-east-1" }],
  ["HcpServers", { region: "us-gov-west-1", ...cluster({ tier: "plus", size: "medium" }) }],
  ["HcpServers", { region: token, ...cluster({ hvnCidr: token, tier: token, size: "x_small" }) }],
  ["ServerStorage", { name: token, vpcId: token, subnetIds: [token], clientSecurityGroupId: token, kmsKeyArn: token }],
  ["GeneratedCertificateAuthority", { name: token, kmsKeyId: token, recoveryWindowInDays: 30 }],
  ["GeneratedCertificateAuthority", { kmsKeyId: "1234abcd-12ab-34cd-56ef-1234567890ab" }],
])("%s takes %j", (name, given) => {
  expect(refusalsOf(() => MAKE[name](given))).toEqual([]);
});
