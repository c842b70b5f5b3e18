#!/bin/sh
# Brings back a backup of backup.sh: restore.sh NAME, one of those that it lists without. Nothing else may be connected to the databases.
# Both are filled beside those that are there, and take their places when they are whole. Of files the newer one stays: evidence that was
# taken down since the backup stays down.
set -eu
if [ ! -d "$BACKUP/${1:-.}" ] || [ -z "${1:-}" ]; then
    echo "Which backup? Name one of these:" >&2
    ls "$BACKUP" | grep '^[0-9]*T[0-9]*Z$' >&2 || echo "(there is none in $BACKUP)" >&2
    exit 2
fi
ask() { psql --no-psqlrc --set=ON_ERROR_STOP=1 --quiet --tuples-only --no-align --dbname=postgres --command="$1"; }
for database in $DATABASES; do
    others=$(ask "SELECT count(*) FROM pg_stat_activity WHERE datname = '$database'")
    if [ "$others" != 0 ]; then
        echo "$others connections to $database are open. Stop what uses it first: docker compose stop" >&2
        exit 1
    fi
done
drop_drafts() { for database in $DATABASES; do ask "DROP DATABASE IF EXISTS ${database}_restored"; done; }
drop_drafts 2>/dev/null
trap 'drop_drafts 2>/dev/null' EXIT
for database in $DATABASES; do
    owner=$(ask "SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = '$database'")
    ask "CREATE DATABASE ${database}_restored OWNER $owner TEMPLATE template0"
    ask "REVOKE CONNECT ON DATABASE ${database}_restored FROM PUBLIC"
    pg_restore --dbname="${database}_restored" --no-owner --role="$owner" --single-transaction --exit-on-error "$BACKUP/$1/$database.dump"
done
for folder in $FOLDERS; do
    cp --archive --update "$BACKUP/$(basename "$folder")/." "$folder/"
done
for database in $DATABASES; do
    ask "DROP DATABASE $database"
    ask "ALTER DATABASE ${database}_restored RENAME TO $database"
done
echo "Restored $1. Start again: docker compose up --detach"
