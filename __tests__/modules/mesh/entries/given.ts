import type { TerraformStack } from "cdktf";
import { serviceDefaults, type ConfigEntry } from "../../../../modules/consul/config-entries";
import { AclController } from "../../../../modules/mesh/controller";
import {
  ConfigEntriesDelivery,
  type ConfigEntriesDeliveryProps,
  type DeliveryDocument,
} from "../../../../modules/mesh/entries";
import { evaluateTemplate } from "../../../helpers/evaluate-template";
import { Template, testStack } from "../../../helpers/template";
import { servers, TOKEN_ARN } from "../task/given";

export const CLUSTER = "arn:aws:ecs:us-east-1:123456789012:cluster/mesh";
export const CONTAINER = "consul-ecs-config-entries";
export const ACL_SERVERS = servers({ acls: true, bootstrapTokenSecretArn: TOKEN_ARN });

export const GIVEN: ConfigEntriesDeliveryProps = {
  release: "0.10",
  servers: ACL_SERVERS,
  owner: "dev",
  entries: () => [serviceDefaults("api", "http")],
  rollCommand: () => "roll them",
};

/** A controller with the delivery beside it. */
export function withController(
  props: Partial<ConfigEntriesDeliveryProps> = {},
  afterwards: (stack: TerraformStack) => void = () => undefined,
): Template {
  return Template.of(
    testStack((stack) => {
      const given = { ...GIVEN, ...props };
      new AclController(stack, "controller", {
        release: given.release,
        servers: given.servers,
        namePrefix: "dev",
        clusterArn: CLUSTER,
        subnetIds: ["subnet-1"],
        sidecars: [new ConfigEntriesDelivery(stack, "entries", given)],
      });
      afterwards(stack);
    }),
  );
}

/** As many entries as a task definition has no room for. */
export const MANY: readonly ConfigEntry[] = Array.from({ length: 500 }, (_, at) =>
  serviceDefaults(`service-${at}`, "http"),
);

/** The entries that Terraform is told to compress. References show as the text `${...}`. */
export function compressedEntries(template: Template): readonly ConfigEntry[] {
  return compressed(template).entries;
}

export function compressed(template: Template): DeliveryDocument {
  const [local] = Object.values(template.locals);
  const [, text] = /^\$\{base64gzip\((".*")\)\}$/s.exec(String(local)) ?? [];
  if (text === undefined) throw new Error(`Nothing is compressed: ${String(local)}`);
  return JSON.parse(evaluateTemplate(`\${${text}}`)) as DeliveryDocument;
}
