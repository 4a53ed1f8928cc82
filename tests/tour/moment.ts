/** The moment at which all pictures are taken, so that they differ only where the screens do. */
export const NOW = new Date(2026, 10, 20, 10, 24, 30).getTime()
