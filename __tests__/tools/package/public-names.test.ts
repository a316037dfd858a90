import { join } from "node:path";
import * as ts from "typescript";
import { exports as entries } from "../../../package.json";

const ROOT = join(__dirname, "../../..");
const MODULES = join(ROOT, "modules");

const { options } = ts.parseJsonConfigFileContent(
  ts.readConfigFile(join(ROOT, "tsconfig.json"), (file) => ts.sys.readFile(file)).config,
  ts.sys,
  ROOT,
);
/** The sources of what package.json gives out. */
const sources = Object.values(entries)
  .flatMap((entry) => (typeof entry === "string" ? [] : [entry.types]))
  .map((types) => join(ROOT, types.replace("/dist/", "/modules/").replace(/\.d\.ts$/, ".ts")));
const program = ts.createProgram(sources, options);
const checker = program.getTypeChecker();

const original = (symbol: ts.Symbol) =>
  symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
const exported = (source: string): ts.Symbol[] => {
  const file = program.getSourceFile(source);
  const module = file && checker.getSymbolAtLocation(file);
  return module === undefined ? [] : checker.getExportsOfModule(module);
};
const publicSymbols = new Set(sources.flatMap(exported).map(original));

interface Named {
  readonly symbol: ts.Symbol;
  /** The type of a prop, a parameter or a result; otherwise a part that another type is put together from. */
  readonly isOfMember: boolean;
}

/** The types of this project that the declaration of a symbol names, where its users see them. */
function named(symbol: ts.Symbol): Named[] {
  const found: Named[] = [];
  const visit = (node: ts.Node, isInMember: boolean): void => {
    if (ts.isBlock(node) || isHidden(node)) return;
    const isOfMember = isInMember || isMember(node);
    if (ts.isTypeReferenceNode(node) || ts.isExpressionWithTypeArguments(node)) {
      const name = ts.isTypeReferenceNode(node) ? node.typeName : node.expression;
      const used = checker.getSymbolAtLocation(name);
      if (used !== undefined) found.push({ symbol: original(used), isOfMember });
    }
    // The value of a constant or a property is nobody's type.
    ts.forEachChild(node, (child) => {
      if (!("initializer" in node && node.initializer === child)) visit(child, isOfMember);
    });
  };
  for (const declaration of symbol.declarations ?? []) visit(declaration, false);
  return found.filter(({ symbol }) => isOurs(symbol));
}

function isMember(node: ts.Node): boolean {
  return ts.isClassElement(node) || ts.isTypeElement(node) || ts.isParameter(node) || ts.isFunctionDeclaration(node);
}

/** A private member. A parameter that is one too is still a parameter. */
function isHidden(node: ts.Node): boolean {
  if (ts.isParameter(node) || !ts.canHaveModifiers(node)) return false;
  return (ts.getModifiers(node) ?? []).some(({ kind }) => kind === ts.SyntaxKind.PrivateKeyword);
}

function isOurs(symbol: ts.Symbol): boolean {
  const [declaration] = symbol.declarations ?? [];
  return (
    declaration !== undefined &&
    !ts.isTypeParameterDeclaration(declaration) &&
    declaration.getSourceFile().fileName.startsWith(MODULES)
  );
}

test("the entries of the package are there", () => {
  expect(sources.map((source) => exported(source).length > 0)).toEqual(sources.map(() => true));
});

test("each type that a prop, a parameter or a result has can be imported too", () => {
  const missing = new Set<string>();
  const seen = new Set<ts.Symbol>();
  const follow = (symbol: ts.Symbol): void => {
    if (seen.has(symbol)) return;
    seen.add(symbol);
    for (const { symbol: used, isOfMember } of named(symbol)) {
      if (isOfMember && !publicSymbols.has(used)) missing.add(`${used.name}, of ${symbol.name}`);
      follow(used);
    }
  };
  for (const symbol of publicSymbols) if (isOurs(symbol)) follow(symbol);
  expect([...missing].sort()).toEqual([]);
});

test("the values are constructs, and what helps with configuration entries, secrets, logs, tags and adoption", () => {
  const kinds = exported(join(MODULES, "index.ts")).filter((symbol) => original(symbol).flags & ts.SymbolFlags.Value);
  const others = kinds.filter((symbol) => !(original(symbol).flags & ts.SymbolFlags.Class)).map(({ name }) => name);
  expect(others.sort()).toEqual([
    "DENY_ALL",
    "adopt",
    "adoptResource",
    "allowIntentions",
    "awsLogs",
    "exportedServices",
    "forget",
    "serviceDefaults",
    "serviceResolver",
    "serviceRouter",
    "serviceSplitter",
    "tagEverything",
  ]);
});
