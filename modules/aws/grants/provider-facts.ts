import { DataAwsCallerIdentity } from "@cdktf/provider-aws/lib/data-aws-caller-identity";
import { DataAwsPartition } from "@cdktf/provider-aws/lib/data-aws-partition";
import { DataAwsRegion } from "@cdktf/provider-aws/lib/data-aws-region";
import { Lazy, TerraformStack, type TerraformDataSource } from "cdktf";
import { Construct } from "constructs";
import { whenNeeded } from "../when-needed";

/** Where the provider works: what an ARN is made of when only the name of a thing is given. */
export interface ProviderFacts {
  /** Such as "aws" or "aws-cn". */
  readonly partition: string;
  readonly region: string;
  readonly accountId: string;
}

const ID = "provider-facts";

/**
 * The facts of the provider that makes what is in the scope: the stack's own, or another one that an aspect gives to
 * everything in there. Each provider is asked once for the stack, and only when its facts are needed.
 */
export function providerFacts(scope: Construct): ProviderFacts {
  return factsOf(scope);
}

function factsOf(scope: Construct): AskedProviderFacts {
  const found = scope.node.tryFindChild(ID);
  return found instanceof AskedProviderFacts ? found : new AskedProviderFacts(scope);
}

type Fact = "partition" | "region" | "account";

/** A data source that answers a question. */
interface Question {
  readonly source: TerraformDataSource;
  readonly answer: string;
}

const QUESTIONS: Readonly<Record<Fact, (scope: Construct) => Question>> = {
  partition: (scope) => {
    const source = new DataAwsPartition(scope, "partition");
    return { source, answer: source.partition };
  },
  region: (scope) => {
    const source = new DataAwsRegion(scope, "region");
    return { source, answer: source.name };
  },
  account: (scope) => {
    const source = new DataAwsCallerIdentity(scope, "account");
    return { source, answer: source.accountId };
  },
};

class AskedProviderFacts extends Construct implements ProviderFacts {
  /** Everybody who may ask in this stack, the stack itself first. */
  private readonly all: AskedProviderFacts[];
  private readonly questions = new Map<Fact, Question>();
  private readonly answers = new Map<Fact, string>();

  constructor(scope: Construct) {
    super(scope, ID);
    const stack = TerraformStack.of(scope);
    this.all = scope === stack ? [] : factsOf(stack).all;
    this.all.push(this);
  }

  get partition(): string {
    return this.ask("partition");
  }

  get region(): string {
    return this.ask("region");
  }

  get accountId(): string {
    return this.ask("account");
  }

  private ask(fact: Fact): string {
    const known = this.answers.get(fact);
    if (known !== undefined) return known;
    this.all[0]?.question(fact);
    this.question(fact);
    const answer = Lazy.stringValue({ produce: () => this.answering(fact)?.answer });
    this.answers.set(fact, answer);
    return answer;
  }

  /** An aspect that gives a provider to everything in the scope gives it to the data source as well. */
  private question(fact: Fact): void {
    if (this.questions.has(fact)) return;
    const question = QUESTIONS[fact](this);
    this.questions.set(fact, question);
    whenNeeded(
      question.source,
      () =>
        // In a mesh of hundreds nearly all learn here that somebody else is asked for them, and look at nobody else.
        this.answering(fact) === question &&
        this.all.some((other) => other.answers.has(fact) && other.answering(fact) === question),
    );
  }

  /** Of all who ask the same provider, the first. Who that is is known when the stack is written, after the aspects. */
  private answering(fact: Fact): Question | undefined {
    const provider = this.questions.get(fact)?.source.provider;
    for (const { questions } of this.all) {
      const question = questions.get(fact);
      if (question && question.source.provider === provider) return question;
    }
    return undefined;
  }
}
