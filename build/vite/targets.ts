export type TargetName =
  | 'main'
  | 'preload'
  | 'cache-worker'
  | 'gateway'
  | 'gateway-process'
  | 'workstation'
  | 'buyer'
  | 'resources'

/** One run of vite (or a copy). Paths are relative to the root. */
export type Step =
  | {
      kind: 'node'
      entry: string
      outDir: string
      name: string
      executable?: boolean
      form?: 'cjs'
      /** A second entry, `<behind>.cjs` beside the first, which loads it when it has begun. */
      behind?: string
    }
  | { kind: 'preload'; entry: string; outDir: string; name: string }
  | { kind: 'page'; entry: string; outDir: string; target: string }
  | { kind: 'widget'; entry: string; outDir: string }
  | { kind: 'copy'; entry: string; outDir: string }

/**
 * One unit of building: it is rebuilt as a whole when one of its inputs changed.
 * This file is plain data, so that finding out that nothing is stale doesn't load vite.
 */
export interface Target {
  readonly name: TargetName
  /** Folders and files whose contents decide staleness, relative to the root. */
  readonly inputs: readonly string[]
  /** Files that must exist after a build, relative to the root. */
  readonly outputs: readonly string[]
  /** Run in order. A step without its entry file is left out; a target without the first is skipped. */
  readonly steps: readonly [Step, ...Step[]]
}

/** What every bundle depends on besides its own sources. */
const common = ['shared', 'resources', 'package.json', 'package-lock.json', 'build/vite']

export const targets: readonly Target[] = [
  {
    name: 'main',
    inputs: ['electron', ...common],
    outputs: ['out/electron/main.cjs', 'out/electron/run.cjs'],
    steps: [
      {
        kind: 'node',
        entry: 'electron/main.ts',
        outDir: 'out/electron',
        name: 'main',
        form: 'cjs',
        behind: 'electron/run.ts',
      },
    ],
  },
  {
    name: 'preload',
    inputs: ['electron', ...common],
    outputs: ['out/electron/preload.cjs'],
    steps: [
      { kind: 'preload', entry: 'electron/preload.ts', outDir: 'out/electron', name: 'preload' },
    ],
  },
  {
    name: 'cache-worker',
    inputs: ['electron', ...common],
    outputs: ['out/electron/cache-worker.js'],
    steps: [
      {
        kind: 'node',
        entry: 'electron/transcripts/worker.ts',
        outDir: 'out/electron',
        name: 'cache-worker',
      },
    ],
  },
  {
    name: 'gateway',
    inputs: ['gateway', ...common],
    outputs: ['out/gateway/main.js'],
    steps: [
      {
        kind: 'node',
        entry: 'gateway/main.ts',
        outDir: 'out/gateway',
        name: 'main',
        executable: true,
      },
    ],
  },
  {
    name: 'gateway-process',
    inputs: ['electron/embedded', 'gateway', ...common],
    outputs: ['out/electron/gateway-process.js'],
    steps: [
      {
        kind: 'node',
        entry: 'electron/embedded/process.ts',
        outDir: 'out/electron',
        name: 'gateway-process',
      },
    ],
  },
  {
    name: 'workstation',
    inputs: ['renderer', ...common],
    outputs: ['out/renderer/workstation/index.html'],
    steps: [
      {
        kind: 'page',
        entry: 'renderer/workstation/index.html',
        outDir: 'out/renderer/workstation',
        target: 'chrome130',
      },
    ],
  },
  {
    name: 'buyer',
    inputs: ['renderer', ...common],
    outputs: ['out/renderer/buyer/index.html'],
    // The page empties the folder, so the widget always follows it.
    steps: [
      {
        kind: 'page',
        entry: 'renderer/buyer/index.html',
        outDir: 'out/renderer/buyer',
        target: 'baseline-widely-available',
      },
      { kind: 'widget', entry: 'renderer/buyer/widget.ts', outDir: 'out/renderer/buyer' },
    ],
  },
  {
    name: 'resources',
    inputs: ['resources'],
    outputs: ['out/resources'],
    steps: [{ kind: 'copy', entry: 'resources', outDir: 'out/resources' }],
  },
]
