/** ADMIN_TOKEN of the servers that tests start. */
export const testToken = 'the-token-of-all-test-servers';

/** Asks as that token; its name is {@link asker}. */
export const asAdmin = { authorization: `Bearer ${testToken}` };

/** Who asks with it, as it stands on runs. */
export const asker = 'ADMIN_TOKEN';
