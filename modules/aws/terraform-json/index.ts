export { gzippedJson, nestedJson, terraformJson } from "./documents";
export { expressionOf, wholeToken } from "./expression";
export { lateExpression, terraformText, textExpression } from "./late-text";
export {
  holdsListToken,
  holdsToken,
  isListTokenItem,
  isMapTokenKey,
  isToken,
  isUnresolved,
  replaceNumberTokens,
  tokenOf,
} from "./tokens";
