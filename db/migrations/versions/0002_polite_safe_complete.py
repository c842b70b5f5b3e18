"""Hosts and robots.txt shared by all processes, quirks and gaps of feeds, what an attempt exchanged, takedowns"""

import sqlalchemy as sa
from alembic import op

import db.types

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('host',
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('next_at', db.types.Instant(timezone=True), nullable=False),
    sa.Column('retry_at', db.types.Instant(timezone=True), nullable=True),
    sa.Column('budget_on', sa.Date(), nullable=False),
    sa.Column('spent', sa.Integer(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('recorded_at', db.types.Instant(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_host')),
    sa.UniqueConstraint('name', name=op.f('uq_host_name'))
    )
    with op.batch_alter_table('host', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_host_recorded_at'), ['recorded_at'], unique=False)

    op.create_table('robots',
    sa.Column('origin', sa.Text(), nullable=False),
    sa.Column('captured_at', db.types.Instant(timezone=True), nullable=False),
    sa.Column('expires_at', db.types.Instant(timezone=True), nullable=False),
    sa.Column('outcome', sa.String(length=20), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('http_status', sa.Integer(), nullable=True),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('recorded_at', db.types.Instant(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_robots'))
    )
    with op.batch_alter_table('robots', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_robots_origin'), ['origin'], unique=False)
        batch_op.create_index(batch_op.f('ix_robots_recorded_at'), ['recorded_at'], unique=False)

    op.create_table('takedown',
    sa.Column('article_id', sa.Integer(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('decided_by', sa.Text(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('recorded_at', db.types.Instant(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['article_id'], ['article.id'], name=op.f('fk_takedown_article_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_takedown')),
    sa.UniqueConstraint('article_id', name=op.f('uq_takedown_article_id'))
    )
    with op.batch_alter_table('takedown', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_takedown_recorded_at'), ['recorded_at'], unique=False)

    op.create_table('gap',
    sa.Column('feed_id', sa.Integer(), nullable=False),
    sa.Column('last_poll_id', sa.Integer(), nullable=False),
    sa.Column('first_poll_id', sa.Integer(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('recorded_at', db.types.Instant(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['feed_id'], ['feed.id'], name=op.f('fk_gap_feed_id')),
    sa.ForeignKeyConstraint(['first_poll_id'], ['poll.id'], name=op.f('fk_gap_first_poll_id')),
    sa.ForeignKeyConstraint(['last_poll_id'], ['poll.id'], name=op.f('fk_gap_last_poll_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_gap')),
    sa.UniqueConstraint('first_poll_id', name=op.f('uq_gap_first_poll_id'))
    )
    with op.batch_alter_table('gap', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_gap_feed_id'), ['feed_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_gap_recorded_at'), ['recorded_at'], unique=False)

    op.create_table('quirk',
    sa.Column('feed_id', sa.Integer(), nullable=False),
    sa.Column('poll_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=40), nullable=False),
    sa.Column('detail', sa.Text(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('recorded_at', db.types.Instant(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['feed_id'], ['feed.id'], name=op.f('fk_quirk_feed_id')),
    sa.ForeignKeyConstraint(['poll_id'], ['poll.id'], name=op.f('fk_quirk_poll_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_quirk')),
    sa.UniqueConstraint('feed_id', 'kind', name=op.f('uq_quirk_feed_id_kind'))
    )
    with op.batch_alter_table('quirk', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_quirk_recorded_at'), ['recorded_at'], unique=False)

    with op.batch_alter_table('article', schema=None) as batch_op:
        batch_op.add_column(sa.Column('local_id', sa.Text(), nullable=True))
        batch_op.create_index('uq_article_outlet_id_local_id', ['outlet_id', 'local_id'], unique=True)

    with op.batch_alter_table('alias', schema=None) as batch_op:
        batch_op.add_column(sa.Column('key', sa.Text(), nullable=False, server_default=''))
        batch_op.create_index(batch_op.f('ix_alias_key'), ['key'], unique=False)

    with op.batch_alter_table('attempt', schema=None) as batch_op:
        batch_op.add_column(sa.Column('exchange', sa.JSON(), nullable=False, server_default='{}'))
        batch_op.add_column(sa.Column('page_sha256', sa.String(length=64), nullable=True))
        batch_op.add_column(sa.Column('kept', sa.String(length=20), nullable=False, server_default='kept'))

    with op.batch_alter_table('feed', schema=None) as batch_op:
        batch_op.add_column(sa.Column('interval_seconds', sa.Integer(), nullable=False, server_default='900'))
        batch_op.add_column(sa.Column('trusted', sa.Integer(), nullable=False, server_default='0'))

    with op.batch_alter_table('outlet_profile', schema=None) as batch_op:
        batch_op.add_column(sa.Column('role', sa.String(length=10), nullable=False, server_default='press'))
        batch_op.add_column(sa.Column('article_id', sa.Text(), nullable=False, server_default=''))

    with op.batch_alter_table('poll', schema=None) as batch_op:
        batch_op.add_column(sa.Column('final_url', sa.Text(), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('headers', sa.JSON(), nullable=False, server_default='{}'))
        batch_op.add_column(sa.Column('exchange', sa.JSON(), nullable=False, server_default='{}'))
        batch_op.add_column(sa.Column('robots', sa.Text(), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('entries_sha256', sa.String(length=64), nullable=True))
        batch_op.add_column(sa.Column('known', sa.Integer(), nullable=False, server_default='0'))

    with op.batch_alter_table('reading', schema=None) as batch_op:
        batch_op.add_column(sa.Column('extractor', sa.Text(), nullable=False, server_default='trafilatura'))

    for table in ('attempt', 'poll'):  # as one statement: a rebuilt table would lose, on SQLite, the rows that point at it
        op.execute(f'ALTER TABLE {table} ADD COLUMN robots_id INTEGER CONSTRAINT fk_{table}_robots_id REFERENCES robots (id)')
    op.execute('ALTER TABLE article ADD COLUMN same_as_id INTEGER CONSTRAINT fk_article_same_as_id REFERENCES article (id)')
    op.add_column('article', sa.Column('joined_at', db.types.Instant(timezone=True), nullable=True))
    op.execute("UPDATE attempt SET kept = 'no body' WHERE payload_sha256 IS NULL")
    op.execute('ALTER TABLE payload ADD COLUMN takedown_id INTEGER CONSTRAINT fk_payload_takedown_id REFERENCES takedown (id)')
    op.create_index('ix_payload_takedown_id', 'payload', ['takedown_id'], unique=False)
