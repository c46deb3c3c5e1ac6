import type { TestDatabase } from '@holdfast/testkit/test-database';

/** The log-in behind the tokens that a test mints for an account. */
export const logInOf = (userId: string) => ({ userId, familyId: userId });

/** Every account, also one that a test adds, has a log-in under its own id. */
export async function addFixtureLogIns({ pools }: TestDatabase): Promise<void> {
  await pools.superuser.query(`
    insert into session_families (id, user_id) select id, id from users;
    create function add_fixture_log_in() returns trigger language plpgsql security definer as $$
    begin
      insert into session_families (id, user_id) values (new.id, new.id);
      return null;
    end $$;
    create trigger z_fixture_log_in after insert on users for each row execute function add_fixture_log_in()`);
}
