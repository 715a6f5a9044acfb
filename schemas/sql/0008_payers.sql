-- How the debtor pays, as the platform counted it when it told the invoice; null: not told. The class that follows from it
-- is no column: the ladder's file has the thresholds, and each decision keeps the class with the values used.
alter table apontad.invoice
  add column paid_on_time integer check (paid_on_time >= 0),
  add column paid_late integer check (paid_late >= 0),
  add column average_delay_days integer check (average_delay_days >= 0),
  add column broken_promises integer check (broken_promises >= 0),
  add column contacts_made integer check (contacts_made >= 0),
  add column contacts_answered integer check (contacts_answered >= 0);
