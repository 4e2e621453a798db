/** SQL for the ids of a facility and of all that is below it in the tree; one `?` for its id. */
export const atOrBelow = `
  with recursive tree as (
    select id from facility where id = ?
    union
    select below.id from facility below join tree on below.parent_id = tree.id
  ) select id from tree`;
