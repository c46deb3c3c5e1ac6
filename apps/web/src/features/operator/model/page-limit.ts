/** Rows of one page of a list that is read newest first. */
export const pageLimit = 50;
