export { gzippedJson, nestedJson, terraformJson } from "./documents";
export { expressionOf } from "./expression";
export { lateExpression, terraformText, textExpression } from "./late-text";
export {
  holdsListToken,
  holdsToken,
  isListTokenItem,
  isMapTokenKey,
  isToken,
  replaceNumberTokens,
  tokenOf,
} from "./tokens";
