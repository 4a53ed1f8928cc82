/** Messages that a chat which comes to the front asks for. */
export const NEWEST_PAGE = 60
