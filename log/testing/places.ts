/** Where a street of a test lies that has an index, which is written after few documents. */
export const indexOf = (directory: string) => {
  const limits = { rowsUnpacked: 64, rowsUnpackedAtStop: 1, documentsPerPart: 48 };
  return { directory, index: `${directory}.index`, limits };
};
