import { TerraformResource } from "cdktf";
import type { Construct } from "constructs";
import type { Precondition } from "./rules";

/**
 * Has Terraform judge what no resource of the construct's own can carry: a `terraform_data` resource, which needs no
 * provider and makes nothing, with the conditions. It is only there when there are such.
 *
 * What is known when Terraform plans stops the plan. What is known in the apply only is judged then, while other resources
 * are made: each would have to name the guard in its `depends_on`, and Terraform would then read their data sources late.
 *
 * @returns the resource, for what must not be made before the conditions hold
 */
export function guard(
  scope: Construct,
  id: string,
  preconditions: readonly Precondition[],
): TerraformResource | undefined {
  if (preconditions.length === 0) return undefined;
  // Not cdktf's own class for it: that one runs `terraform version` at every synth.
  return new TerraformResource(scope, id, {
    terraformResourceType: "terraform_data",
    lifecycle: { precondition: [...preconditions] },
  });
}
