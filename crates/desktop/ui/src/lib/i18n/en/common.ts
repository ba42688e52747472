// Words that several screens share, in English.

export const common = {
  save: "Save",
  cancel: "Cancel",
  close: "Close",
  delete: "Delete",
  edit: "Edit",
  undo: "Undo",
  yes: "Yes, do it",
  tryAgain: "Try again",
  description: "Description",
  project: "Project",
  noProject: "No project",
  noDescription: "No description",
  tags: "Tags",
  tagsHint: "Separate several with commas.",
  archived: "archived",
  from: "From",
  to: "To",
  total: "Total",
};
