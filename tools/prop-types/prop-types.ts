import { join } from "node:path";
import * as ts from "typescript";

/** What a prop takes, by its type: each alternative that a value may be. */
export interface PropType {
  readonly text: boolean;
  readonly number: boolean;
  readonly boolean: boolean;
  readonly null: boolean;
  /** The only texts, numbers and booleans that it takes, where the type names them. */
  readonly literals: readonly (string | number | boolean)[];
  /** What an item of a list is. */
  readonly list?: PropType;
  /** What a value of a map is. */
  readonly map?: PropType;
  /** The props of an object: of all kinds of objects that the type allows. */
  readonly object?: ReadonlyMap<string, Prop>;
  /** Whether an object may have more than its props, which then are anybody's. */
  readonly open: boolean;
  /** What a function returns. */
  readonly returns?: PropType;
  /** Anything at all, or an object of somebody else's, such as a construct or a provider. */
  readonly opaque: boolean;
}

export interface Prop {
  readonly optional: boolean;
  readonly type: PropType;
}

/** Where a value is in the props: `["containers", 0, "name"]`. */
export type Path = readonly (string | number)[];

const ROOT = join(__dirname, "../..");
const LIBRARIES = join(ROOT, "node_modules/typescript/lib");
const MODULES = join(ROOT, "modules");
/** The types of the entries, as a file that is only in memory. */
const VIRTUAL = join(ROOT, "types-of-the-catalog.ts");
const ENTRIES = { mesh: "index", hcp: "servers/hcp/index", ca: "servers/certificate-authority/index" };

/** The props types, by what they are written as: `mesh.VpcProps`. Reads all sources, which takes seconds. */
export class PropTypes {
  private readonly checker: ts.TypeChecker;
  private readonly types = new Map<string, PropType>();
  private readonly read = new Map<ts.Type, PropType>();
  private readonly program: ts.Program;

  constructor(written: readonly string[]) {
    const names = [...new Set(written)];
    this.program = programWith(names);
    this.checker = this.program.getTypeChecker();
    const file = this.program.getSourceFile(VIRTUAL);
    const symbol = file && this.checker.getSymbolAtLocation(file);
    const aliases = symbol ? this.checker.getExportsOfModule(symbol) : [];
    for (const [index, name] of names.entries()) {
      const alias = aliases.find((each) => each.name === `T${index}`);
      const type = alias && this.checker.getDeclaredTypeOfSymbol(alias);
      if (!type || type.flags & ts.TypeFlags.Any) throw new Error(`There is no type ${name}.`);
      this.types.set(name, this.propType([type]));
    }
  }

  of(written: string): PropType {
    const found = this.types.get(written);
    if (!found) throw new Error(`${written} was not asked for.`);
    return found;
  }

  /** All that is exported and takes something: `Vpc` is a constructor, `ServiceMesh.addService` a method. */
  callables(): string[] {
    return Object.values(ENTRIES).flatMap((entry) => {
      const file = this.program.getSourceFile(join(MODULES, `${entry}.ts`));
      const symbol = file && this.checker.getSymbolAtLocation(file);
      const exported = symbol ? this.checker.getExportsOfModule(symbol) : [];
      return exported.filter((each) => !isTypeOnly(each)).flatMap((each) => this.callablesOf(each));
    });
  }

  private callablesOf(exported: ts.Symbol): string[] {
    const symbol = exported.flags & ts.SymbolFlags.Alias ? this.checker.getAliasedSymbol(exported) : exported;
    const { valueDeclaration: declaration } = symbol;
    if (!declaration) return [];
    if (ts.isFunctionDeclaration(declaration)) return declaration.parameters.length > 0 ? [exported.name] : [];
    if (!ts.isClassDeclaration(declaration)) return [];
    const members = declaration.members.filter((member) => !isHidden(member));
    const methods = members
      .filter((member) => ts.isMethodDeclaration(member) || hasFunction(member))
      .filter((member) => takesSomething(member))
      .map((member) => `${exported.name}.${member.name?.getText() ?? ""}`);
    // One that others call is private.
    const isMade = !declaration.members.some((member) => ts.isConstructorDeclaration(member) && isHidden(member));
    return isMade ? [exported.name, ...methods] : methods;
  }

  private propType(types: readonly ts.Type[]): PropType {
    const [only] = types;
    const known = types.length === 1 && only ? this.read.get(only) : undefined;
    if (known) return known;
    const members = types.flatMap((type) => (type.isUnion() ? type.types : [type])).filter((type) => !isNothing(type));
    const objects = members.filter((type) => this.isOwnObject(type));
    const item = members.map((type) => this.itemOf(type)).filter((type) => type !== undefined);
    const value = objects.map((type) => this.valueOf(type)).filter((type) => type !== undefined);
    const plain = objects.filter((type) => this.valueOf(type) === undefined);
    const returned = members.flatMap((type) => type.getCallSignatures().map((call) => call.getReturnType()));
    const has = (flag: ts.TypeFlags) => members.some((type) => type.flags & flag);
    const found: PropType = {
      text: has(ts.TypeFlags.String | ts.TypeFlags.TemplateLiteral),
      number: has(ts.TypeFlags.Number),
      boolean: has(ts.TypeFlags.BooleanLiteral) && booleans(members, this.checker).length === 2,
      null: has(ts.TypeFlags.Null),
      literals: literals(members, this.checker),
      list: item.length > 0 ? this.propType(item) : undefined,
      map: value.length > 0 ? this.propType(value) : undefined,
      object: plain.length > 0 ? this.propsOf(plain) : undefined,
      open: plain.some((type) => this.checker.getIndexInfosOfType(type).length > 0),
      returns: returned.length > 0 ? this.propType(returned) : undefined,
      opaque: members.some((type) => this.isOpaque(type)),
    };
    if (types.length === 1 && only) this.read.set(only, found);
    return found;
  }

  /** Of all objects together, those props that any of them has. */
  private propsOf(objects: readonly ts.Type[]): ReadonlyMap<string, Prop> {
    const names = new Set(objects.flatMap((type) => this.checker.getPropertiesOfType(type).map(({ name }) => name)));
    const props = new Map<string, Prop>();
    for (const name of names) {
      const symbols = objects.map((type) => this.checker.getPropertyOfType(type, name));
      const types = symbols.flatMap((symbol) => (symbol ? [this.checker.getTypeOfSymbol(symbol)] : []));
      if (types.every((type) => isNothing(type))) continue;
      const optional = symbols.some((symbol) => !symbol || (symbol.flags & ts.SymbolFlags.Optional) !== 0);
      // Asked for when it is needed: a type may be made of itself.
      props.set(
        name,
        lazily(optional, () => this.propType(types)),
      );
    }
    return props;
  }

  private itemOf(type: ts.Type): ts.Type | undefined {
    if (!this.checker.isArrayType(type) && !this.checker.isTupleType(type)) return undefined;
    return this.checker.getIndexTypeOfType(type, ts.IndexKind.Number);
  }

  private valueOf(type: ts.Type): ts.Type | undefined {
    return this.checker.getPropertiesOfType(type).length === 0
      ? this.checker.getIndexTypeOfType(type, ts.IndexKind.String)
      : undefined;
  }

  private isOwnObject(type: ts.Type): boolean {
    if (!(type.flags & (ts.TypeFlags.Object | ts.TypeFlags.Intersection))) return false;
    return !this.isOpaque(type) && this.itemOf(type) === undefined && type.getCallSignatures().length === 0;
  }

  /** What somebody else makes, or of which nothing is said. */
  private isOpaque(type: ts.Type): boolean {
    if (type.flags & (ts.TypeFlags.Any | ts.TypeFlags.Unknown | ts.TypeFlags.NonPrimitive)) return true;
    if (!(type.flags & ts.TypeFlags.Object)) return false;
    if (this.itemOf(type) !== undefined) return false;
    const [declaration] = type.symbol?.declarations ?? [];
    if (!declaration) return false;
    const file = declaration.getSourceFile().fileName;
    return /node_modules\/(cdktf|constructs)\//.test(file) || ts.isClassDeclaration(declaration);
  }
}

function lazily(optional: boolean, read: () => PropType): Prop {
  let type: PropType | undefined;
  return {
    optional,
    get type() {
      return (type ??= read());
    },
  };
}

function programWith(names: readonly string[]): ts.Program {
  const imports = Object.entries(ENTRIES).map(([name, file]) => `import type * as ${name} from "./modules/${file}";`);
  const aliases = names.map((name, index) => `export type T${index} = ${name};`);
  const text = [...imports, ...aliases].join("\n");
  const { options } = ts.parseJsonConfigFileContent(
    ts.readConfigFile(join(ROOT, "tsconfig.json"), (file) => ts.sys.readFile(file)).config,
    ts.sys,
    ROOT,
  );
  const files = ts.createCompilerHost(options);
  const isVirtual = (file: string) => file === VIRTUAL;
  const host: ts.CompilerHost = {
    ...files,
    // The compiler looks for them beside itself, which is not there in a bundle.
    getDefaultLibLocation: () => LIBRARIES,
    getDefaultLibFileName: () => join(LIBRARIES, ts.getDefaultLibFileName(options)),
    fileExists: (file) => isVirtual(file) || files.fileExists(file),
    readFile: (file) => (isVirtual(file) ? text : files.readFile(file)),
    getSourceFile: (file, version, ...more) =>
      isVirtual(file) ? ts.createSourceFile(file, text, version, true) : files.getSourceFile(file, version, ...more),
  };
  return ts.createProgram(
    [VIRTUAL, ...Object.values(ENTRIES).map((entry) => join(MODULES, `${entry}.ts`))],
    options,
    host,
  );
}

function isNothing(type: ts.Type): boolean {
  if (type.isUnion()) return type.types.every(isNothing);
  // The sentence that stands for an option of another release line is no value.
  if (type.isIntersection()) return type.types.some((part) => part.isStringLiteral());
  return (type.flags & (ts.TypeFlags.Undefined | ts.TypeFlags.Never | ts.TypeFlags.Void)) !== 0;
}

function booleans(members: readonly ts.Type[], checker: ts.TypeChecker): string[] {
  const words = members.filter((type) => type.flags & ts.TypeFlags.BooleanLiteral);
  return [...new Set(words.map((type) => checker.typeToString(type)))];
}

function literals(members: readonly ts.Type[], checker: ts.TypeChecker): (string | number | boolean)[] {
  const both = booleans(members, checker);
  return [
    ...members.flatMap((type) => (type.isStringLiteral() || type.isNumberLiteral() ? [type.value] : [])),
    ...(both.length === 1 ? both.map((value) => value === "true") : []),
  ];
}

/** `export type { ... }` */
function isTypeOnly({ declarations = [] }: ts.Symbol): boolean {
  return declarations.some((each) => ts.isExportSpecifier(each) && ts.isTypeOnlyExportDeclaration(each));
}

function isHidden(node: ts.ClassElement): boolean {
  if (!ts.canHaveModifiers(node)) return false;
  return (ts.getModifiers(node) ?? []).some(
    ({ kind }) => kind === ts.SyntaxKind.PrivateKeyword || kind === ts.SyntaxKind.ProtectedKeyword,
  );
}

/** `readonly drain = (seconds: number) => ...` */
function hasFunction(member: ts.ClassElement): boolean {
  return ts.isPropertyDeclaration(member) && member.initializer !== undefined && ts.isArrowFunction(member.initializer);
}

function takesSomething(member: ts.ClassElement): boolean {
  if (ts.isMethodDeclaration(member)) return member.parameters.length > 0;
  return (
    ts.isPropertyDeclaration(member) &&
    member.initializer !== undefined &&
    ts.isArrowFunction(member.initializer) &&
    member.initializer.parameters.length > 0
  );
}
