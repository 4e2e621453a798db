/**
 * The `application_name` of a node's connections: an operator sees in `pg_stat_activity` whose they are and what for,
 * and other nodes can end those of a node that has fallen silent. PostgreSQL keeps 63 characters.
 */
export const connectionName = (nodeId: string, purpose = ''): string => `uso ${nodeId} ${purpose}`;
