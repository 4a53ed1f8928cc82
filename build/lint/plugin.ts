import { existsSync } from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'
import { electronRule } from './electron.ts'
import { forbiddenImport } from './zones.ts'

/** The few parts of the linter's plugin interface (ESLint's shape) that we use. */
interface SyntaxNode {
  readonly type: string
}
interface ValueNode extends SyntaxNode {
  readonly value: unknown
  readonly raw?: string
}
interface RuleContext {
  /** Absolute. */
  readonly filename: string
  report(problem: { node: SyntaxNode; message: string }): void
}
interface Rule {
  create(context: RuleContext): Record<string, (node: never) => void>
}

const roots = new Map<string, string | undefined>()

/** The nearest folder with our lint configuration, wherever the linter was started. */
function rootOf(folder: string): string | undefined {
  if (!roots.has(folder)) {
    const parent = dirname(folder)
    const found = existsSync(join(folder, '.oxlintrc.json'))
    roots.set(folder, found ? folder : parent === folder ? undefined : rootOf(parent))
  }
  return roots.get(folder)
}

/** Imports between the top-level folders, in every form an import can take. */
const zones: Rule = {
  create(context) {
    const root = rootOf(dirname(context.filename))
    if (root === undefined) return {}
    const file = relative(root, context.filename).split(sep).join('/')
    const judge = (source: SyntaxNode | null | undefined): void => {
      if (source === null || source === undefined || !isText(source)) return
      const reason = forbiddenImport(file, source.value)
      if (reason !== undefined) context.report({ node: source, message: reason })
    }
    const bySource = (node: SyntaxNode & { source?: SyntaxNode | null }): void => judge(node.source)
    return {
      ImportDeclaration: bySource,
      ExportNamedDeclaration: bySource,
      ExportAllDeclaration: bySource,
      ImportExpression: bySource,
      TSImportType: (node: SyntaxNode & { source?: SyntaxNode; argument?: SyntaxNode }) =>
        judge(node.source ?? node.argument),
      TSExternalModuleReference: (node: SyntaxNode & { expression: SyntaxNode }) =>
        judge(node.expression),
      CallExpression: (
        node: SyntaxNode & {
          callee: SyntaxNode & { name?: string }
          arguments: readonly SyntaxNode[]
        },
      ) => {
        if (node.callee.type === 'Identifier' && node.callee.name === 'require') {
          judge(node.arguments[0])
        }
      },
    }
  },
}

function isText(node: SyntaxNode): node is SyntaxNode & { value: string } {
  return node.type === 'Literal' && typeof (node as ValueNode).value === 'string'
}

const chinese = /\p{Script=Han}/u

/** What people read comes from the locales; an escape (`\u4e00`) in a pattern is no text. */
const noChineseText: Rule = {
  create(context) {
    const judge = (node: SyntaxNode, text: string): void => {
      if (!chinese.test(text)) return
      context.report({
        node,
        message: `text for people belongs into resources/locales: ${text.trim().slice(0, 40)}`,
      })
    }
    return {
      Literal: (node: ValueNode) => judge(node, node.raw ?? ''),
      TemplateElement: (node: SyntaxNode & { value: { raw: string } }) =>
        judge(node, node.value.raw),
      JSXText: (node: ValueNode) => judge(node, String(node.value)),
    }
  },
}

/** The walls of the desktop: build/lint/electron.ts. */
const electronSecurity: Rule = {
  create(context) {
    const root = rootOf(dirname(context.filename))
    if (root === undefined) return {}
    const file = relative(root, context.filename).split(sep).join('/')
    return electronRule(file, (node, message) => context.report({ node, message }))
  },
}

// A default export is what the linter's plugin loader asks for.
export default {
  meta: { name: 'xiaoer' },
  rules: {
    zones,
    'no-chinese-text': noChineseText,
    'electron-security': electronSecurity,
  },
}
