"""What the rules miss, phrases that came up, and statements that people decided on"""

import sqlalchemy as sa
from alembic import op

import db.types

revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('statement', schema=None) as batch_op:
        batch_op.add_column(sa.Column('content_sha256', sa.String(length=64), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('presupposed', sa.Boolean(), nullable=False, server_default=sa.false()))

    _table('cited', sa.Column('attempt_id', sa.Integer(), nullable=False),
    sa.Column('content_sha256', sa.String(length=64), nullable=False),
    sa.Column('incident', sa.String(length=80), nullable=False),
    sa.Column('claim', sa.String(length=80), nullable=False),
    sa.Column('polarity', sa.Text(), nullable=False),
    sa.Column('part', sa.Text(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['attempt_id'], ['attempt.id'], name=op.f('fk_cited_attempt_id')),
    sa.UniqueConstraint('attempt_id', 'content_sha256', name=op.f('uq_cited_attempt_id_content_sha256'))
    )
    _table('unmapped', sa.Column('judgment_id', sa.Integer(), nullable=False),
    sa.Column('incident', sa.String(length=80), nullable=False),
    sa.Column('cues', sa.Text(), nullable=False),
    sa.Column('part', sa.Text(), nullable=False),
    sa.Column('start', sa.Integer(), nullable=False),
    sa.Column('end', sa.Integer(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['judgment_id'], ['judgment.id'], name=op.f('fk_unmapped_judgment_id')),
    sa.UniqueConstraint('judgment_id', 'part', 'start', name=op.f('uq_unmapped_judgment_id_part_start'))
    )
    _indexed('unmapped', 'incident')
    _table('phrase_day', sa.Column('annotator_id', sa.Integer(), nullable=False),
    sa.Column('incident', sa.String(length=80), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('recent', sa.Integer(), nullable=False),
    sa.Column('before', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['annotator_id'], ['annotator.id'], name=op.f('fk_phrase_day_annotator_id')),
    sa.UniqueConstraint('annotator_id', 'incident', 'day', name=op.f('uq_phrase_day_annotator_id_incident_day'))
    )
    _table('phrase', sa.Column('phrase_day_id', sa.Integer(), nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('recent', sa.Integer(), nullable=False),
    sa.Column('voices', sa.Integer(), nullable=False),
    sa.Column('before', sa.Integer(), nullable=False),
    sa.Column('g2', sa.Double(), nullable=False),
    sa.ForeignKeyConstraint(['phrase_day_id'], ['phrase_day.id'], name=op.f('fk_phrase_phrase_day_id')),
    sa.UniqueConstraint('phrase_day_id', 'words', name=op.f('uq_phrase_phrase_day_id_words'))
    )


def _table(name: str, *items: sa.schema.SchemaItem) -> None:
    op.create_table(name, *items,
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('recorded_at', db.types.Instant(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f(f'pk_{name}'))
    )
    _indexed(name, 'recorded_at')


def _indexed(table: str, *columns: str) -> None:
    with op.batch_alter_table(table, schema=None) as batch_op:
        for column in columns:
            batch_op.create_index(batch_op.f(f'ix_{table}_{column}'), [column], unique=False)
