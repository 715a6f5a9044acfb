-- The roles of a cluster; run before the migrations, changes nothing the second time.
-- apontad_daemon: what workers connect as; cannot rewrite evidence. apontad_reader: looks, for people and reports.
-- apontad_door: the listener; adds what bureaus send, reads nothing.
do $$
begin
  if not exists (select from pg_roles where rolname = 'apontad_daemon') then
    create role apontad_daemon login;
  end if;
  if not exists (select from pg_roles where rolname = 'apontad_reader') then
    create role apontad_reader login;
  end if;
  if not exists (select from pg_roles where rolname = 'apontad_door') then
    create role apontad_door login;
  end if;
end
$$;
