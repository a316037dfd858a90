import { InputError } from "../../../modules/aws";
import { synthesizeCall, type ModuleCallCase } from "../../../tools/parity";
import { refusedCases } from "./cases";

/** The props that each refused call must be told about, and no others: the rest of the call is right. */
const PROPS: Readonly<Record<string, string | readonly string[]>> = {
  ac10_bad_http: "http.x",
  // Its target is no container of the task either.
  g10_bad_custom_and_lb: ["targetGroups", "targetGroups[0].targetGroupArn", "targetGroups[0].containerName"],
  g10_bad_lb_no_vpc: "loadBalancer.vpcId",
  g6_bad_kind: "kind",
  m10_bad_http_config: "http.x",
  m10_bad_iam_path: "iamRolePath",
  m10_bad_same_ports: "publicListenerPort",
  m10_bad_tproxy_fargate: "transparentProxy.enabled",
  m6_bad_acls_no_addr: "servers.httpAddress",
  m6_bad_bad_service_name: "serviceName",
  m6_bad_cfg_paths: "consulEcsConfig.proxy.expose.paths[0].x",
  m6_bad_cfg_unknown: "consulEcsConfig.nope",
  m6_bad_listener_reserved: "publicListenerPort",
  m6_bad_no_port: "port",
  m6_bad_ns_only: "partition",
  m6_bad_task_role_policies: "taskRolePolicyArns",
  m6_bad_tls_no_ca: "servers.tls.caCertSecretArn",
  m6_bad_upstream_missing: "upstreams[0].localBindPort",
};

it("has props for each refused call, and no other", () => {
  expect(refusedCases.map(({ name }) => name).sort()).toEqual(Object.keys(PROPS).sort());
});

it.each(refusedCases)("$name names them", ({ name, call }) => {
  expect(brokenProps(call)).toEqual([PROPS[name]].flat());
});

/** The props that the error names, each once. */
function brokenProps(call: ModuleCallCase): string[] {
  try {
    synthesizeCall(call);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    for (const { prop } of error.broken) expect(error.message).toContain(`  - ${prop} `);
    return [...new Set(error.broken.map(({ prop }) => prop))];
  }
  throw new Error("Nothing was refused.");
}
