import { DataAwsCallerIdentity } from "@cdktf/provider-aws/lib/data-aws-caller-identity";
import { DataAwsPartition } from "@cdktf/provider-aws/lib/data-aws-partition";
import { DataAwsRegion } from "@cdktf/provider-aws/lib/data-aws-region";
import { TerraformStack } from "cdktf";
import { Construct } from "constructs";

/** Where the provider works: what an ARN is made of when only the name of a thing is given. */
export interface ProviderFacts {
  /** Such as "aws" or "aws-cn". */
  readonly partition: string;
  readonly region: string;
  readonly accountId: string;
}

const ID = "provider-facts";

/** The facts of the stack's provider, asked of it once for the stack, and only when they are needed. */
export function providerFacts(scope: Construct): ProviderFacts {
  const stack = TerraformStack.of(scope);
  const found = stack.node.tryFindChild(ID);
  return found instanceof AskedProviderFacts ? found : new AskedProviderFacts(stack, ID);
}

class AskedProviderFacts extends Construct implements ProviderFacts {
  private askedPartition?: string;
  private askedRegion?: string;
  private askedAccount?: string;

  get partition(): string {
    return (this.askedPartition ??= new DataAwsPartition(this, "partition").partition);
  }

  get region(): string {
    return (this.askedRegion ??= new DataAwsRegion(this, "region").name);
  }

  get accountId(): string {
    return (this.askedAccount ??= new DataAwsCallerIdentity(this, "account").accountId);
  }
}
