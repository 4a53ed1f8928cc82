declare module 'opencc-js/dict/TSCharacters' {
  /** `traditional simplified[ other]` with `|` between the pairs. */
  const pairs: string
  export default pairs
}
