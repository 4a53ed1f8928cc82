export async function ensureCompiler(): Promise<void> {}
