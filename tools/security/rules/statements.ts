import { blocks, isValues, texts, type Values } from "../plan";

/** The statements of a policy document that was read. */
export function statementsOf(document: unknown): readonly Values[] {
  return isValues(document) ? blocks(document.Statement) : [];
}

export function actionsOf(statement: Values): readonly string[] {
  return texts(statement.Action);
}

export function resourcesOf(statement: Values): readonly string[] {
  return texts(statement.Resource);
}

/** What a policy of IAM allows. */
export function allowed(document: unknown): readonly Values[] {
  return statementsOf(document).filter(({ Effect }) => Effect === "Allow");
}
