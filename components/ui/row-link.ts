/** The one link of a row that has `relative`: its name, and the whole row as the place to press. */
export const ROW_LINK =
  "font-strong text-text-1 after:absolute after:inset-0 focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:-outline-offset-2 focus-visible:after:outline-focus";
