/** Which file imports which, with the line, as the TypeScript parser sees it: import, export from, import(), and import types. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import ts from 'typescript';
import { packageRoot } from '../../src/base/package-root.js';

export interface Import {
  /** Both relative to the package, with `/`. */
  readonly from: string;
  readonly to: string;
  readonly line: number;
  /** Gone when compiled: it couples words, not code. */
  readonly isType: boolean;
}

/** Our own sources (no tests) below these folders. */
export function sourceFiles(...folders: readonly string[]): string[] {
  return folders
    .flatMap((folder) =>
      readdirSync(join(packageRoot, folder), { recursive: true, encoding: 'utf8' }).map((name) => `${folder}/${name.replaceAll('\\', '/')}`),
    )
    .filter((file) => /\.ts$/.test(file) && !/\.(test|d)\.ts$/.test(file))
    .sort();
}

/** Relative imports of a file; a path that leads to no file throws. */
export function importsOf(file: string): Import[] {
  return importsIn(file, readFileSync(join(packageRoot, file), 'utf8')).map((found) => {
    if (!existsSync(join(packageRoot, found.to))) throw new Error(`${file}:${found.line} imports ${found.to}, which is not there`);
    return found;
  });
}

/** As importsOf, of a text. */
export function importsIn(file: string, text: string): Import[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const found: Import[] = [];
  const add = (node: ts.Node, specifier: ts.Node | undefined, isType: boolean): void => {
    if (!specifier || !ts.isStringLiteralLike(specifier) || !specifier.text.startsWith('.')) return;
    const to = join(dirname(file), specifier.text).replaceAll('\\', '/').replace(/\.js$/, '.ts');
    found.push({ from: file, to, line: source.getLineAndCharacterOfPosition(node.getStart()).line + 1, isType });
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) add(node, node.moduleSpecifier, isTypeClause(node.importClause));
    else if (ts.isExportDeclaration(node)) add(node, node.moduleSpecifier, node.isTypeOnly);
    else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) add(node, node.arguments[0], false);
    else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) add(node, node.argument.literal, true);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function isTypeClause(clause: ts.ImportClause | undefined): boolean {
  if (!clause) return false;
  if (clause.phaseModifier === ts.SyntaxKind.TypeKeyword) return true;
  const bindings = clause.namedBindings;
  return (
    !clause.name &&
    bindings !== undefined &&
    ts.isNamedImports(bindings) &&
    bindings.elements.length > 0 &&
    bindings.elements.every((e) => e.isTypeOnly)
  );
}
