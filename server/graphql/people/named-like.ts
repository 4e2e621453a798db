/** SQL for the ids of people whose name contains a text; one `?` for its pattern. */
export const namedLike = `select id from facility_user where lower(first_name || ' ' || last_name) like lower(?)`;
