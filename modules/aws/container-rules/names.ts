import type { ContainerDefinition, ContainerSecret, KeyValue } from "../container-definition";
import {
  differs,
  distinct,
  each,
  every,
  isKnown,
  itemsOf,
  mandatory,
  pattern,
  object,
  shape,
  text,
  unshown,
  values,
  verdict,
  type Check,
  type Rule,
} from "../rules";

export function environment(): Check {
  return each(shape<KeyValue>({ name: variableName(), value: mandatory(text()) }));
}

export function secrets(): Check {
  return each(object<ContainerSecret>({ name: variableName(), valueFrom: mandatory(secretReference()) }));
}

/** The same, each under its name. */
export function variables(): Check {
  const name = variableName();
  return every(values(text()), (prop, given) =>
    isKnown(given) && typeof given === "object"
      ? Object.keys(given ?? {}).flatMap((key) => name(`${prop}.${key}`, key))
      : [],
  );
}

function variableName(): Check {
  return mandatory(pattern(/^[^=]+$/, "must be a name without '='", "Correct it."));
}

const SECRET = "secretsmanager:[a-z0-9-]*:([0-9]{12})?:secret:[^\\s:]+(:[^\\s:]*){0,3}";
const PARAMETER = "ssm:[a-z0-9-]*:([0-9]{12})?:parameter/[^\\s:]+(:[^\\s:]+)?";
const PARAMETER_NAME = "/?[\\w.-]+(/[\\w.-]+)*(:[\\w.-]+)?";

/**
 * What ECS reads a secret from, of any partition. The message never shows it: it may be the secret itself.
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Secret.html
 */
export function secretReference(): Check {
  return unshown(
    pattern(
      new RegExp(`^(arn:[a-z][a-z0-9-]*:(${SECRET}|${PARAMETER})|${PARAMETER_NAME})$`),
      "must be the ARN of a secret in Secrets Manager or of an SSM parameter, or the parameter's name; never the value",
      "Store the value there and give 'arn:aws:secretsmanager:...'.",
    ),
  );
}

/** ECS puts the secrets among the variables: each name is there once. */
export function variableRules(prop: string, { environment, secrets }: ContainerDefinition): Rule[] {
  const twice = distinct<KeyValue | ContainerSecret>(
    ({ name }) => name,
    ".name",
    "is there twice, and a program sees one of them",
    "Remove one.",
  );
  const variables = itemsOf(environment).map(({ name }) => name);
  return [
    ...twice(`${prop}.environment`, environment),
    ...twice(`${prop}.secrets`, secrets),
    ...itemsOf(secrets).flatMap(({ name }, index) =>
      verdict(
        `${prop}.secrets[${index}].name`,
        name,
        "must not be the name of one of the variables in environment",
        "Remove one of the two.",
        differs(name, variables),
      ),
    ),
  ];
}
