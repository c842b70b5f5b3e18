#!/bin/sh
# Copies both databases and the folders into $BACKUP: a folder of dumps named by the instant, and a mirror of each folder that only grows.
# docker-compose.yml sets $DATABASES, $FOLDERS, $BACKUP and where PostgreSQL is (PGHOST, PGUSER, PGPASSWORD).
# The order is the point. The store's dump is one look at one moment. Bytes are on disk before the row that names them, and evidence is
# only added to: so the copy of it that is made afterwards holds all that the dump names.
set -eu
name=$(date -u +%Y%m%dT%H%M%SZ)
draft="$BACKUP/.$name"
umask 077
mkdir -p "$draft"
trap 'rm -rf "$draft"' EXIT
for database in $DATABASES; do
    pg_dump --format=custom --file="$draft/$database.dump" "$database"
done
for folder in $FOLDERS; do
    mirror="$BACKUP/$(basename "$folder")"
    mkdir -p "$mirror"
    cp --archive --update "$folder/." "$mirror/"
done
mv "$draft" "$BACKUP/$name" # the name is there when all of it is
echo "$BACKUP/$name"
