CREATE TABLE archive_info (
    id BIGSERIAL NOT NULL,
    uuid TEXT NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    created_by TEXT NOT NULL,
    CONSTRAINT pk_archive_info PRIMARY KEY (id)
);

CREATE TABLE site (
    id BIGSERIAL NOT NULL,
    name TEXT NOT NULL,
    url TEXT NOT NULL,
    language TEXT,
    timezone TEXT,
    memory BYTEA,
    CONSTRAINT pk_site PRIMARY KEY (id),
    CONSTRAINT uq_site_name UNIQUE (name)
);

CREATE TABLE warc (
    id BIGSERIAL NOT NULL,
    file TEXT NOT NULL,
    CONSTRAINT pk_warc PRIMARY KEY (id),
    CONSTRAINT uq_warc_file UNIQUE (file)
);

CREATE TABLE author (
    id BIGSERIAL NOT NULL,
    name TEXT NOT NULL,
    CONSTRAINT pk_author PRIMARY KEY (id),
    CONSTRAINT uq_author_name UNIQUE (name)
);

CREATE TABLE tag (
    id BIGSERIAL NOT NULL,
    name TEXT NOT NULL,
    CONSTRAINT pk_tag PRIMARY KEY (id),
    CONSTRAINT uq_tag_name UNIQUE (name)
);

CREATE TABLE band (
    key BIGINT NOT NULL,
    article_id BIGINT NOT NULL,
    CONSTRAINT pk_band PRIMARY KEY (key, article_id)
);

CREATE TABLE run (
    id BIGSERIAL NOT NULL,
    started_at TIMESTAMP WITH TIME ZONE NOT NULL,
    finished_at TIMESTAMP WITH TIME ZONE,
    exit_code SMALLINT,
    sites JSONB NOT NULL,
    summary JSONB,
    CONSTRAINT pk_run PRIMARY KEY (id)
);

CREATE TABLE corpus (
    id BIGSERIAL NOT NULL,
    name TEXT NOT NULL,
    query TEXT NOT NULL,
    frozen_at TIMESTAMP WITH TIME ZONE NOT NULL,
    members INTEGER NOT NULL,
    withheld INTEGER NOT NULL,
    digest TEXT NOT NULL,
    CONSTRAINT pk_corpus PRIMARY KEY (id),
    CONSTRAINT uq_corpus_name UNIQUE (name)
);

CREATE TABLE saved_search (
    id BIGSERIAL NOT NULL,
    name TEXT NOT NULL,
    query TEXT NOT NULL,
    saved_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_saved_search PRIMARY KEY (id),
    CONSTRAINT uq_saved_search_name UNIQUE (name)
);

CREATE TABLE token (
    id BIGSERIAL NOT NULL,
    name TEXT NOT NULL,
    digest TEXT NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    used_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_token PRIMARY KEY (id),
    CONSTRAINT uq_token_name UNIQUE (name),
    CONSTRAINT uq_token_digest UNIQUE (digest)
);

CREATE TABLE source (
    id BIGSERIAL NOT NULL,
    site_id BIGINT NOT NULL,
    kind TEXT NOT NULL,
    url TEXT NOT NULL,
    found_via TEXT,
    language TEXT,
    section TEXT,
    etag TEXT,
    last_modified TEXT,
    digest TEXT,
    polled_at TIMESTAMP WITH TIME ZONE,
    due_at TIMESTAMP WITH TIME ZONE,
    interval_seconds FLOAT,
    polls INTEGER NOT NULL,
    links INTEGER NOT NULL,
    fresh INTEGER NOT NULL,
    failures INTEGER NOT NULL,
    error TEXT,
    CONSTRAINT pk_source PRIMARY KEY (id),
    CONSTRAINT uq_source_site_id_url UNIQUE (site_id, url),
    CONSTRAINT fk_source_site_id_site FOREIGN KEY(site_id) REFERENCES site (id)
);

CREATE TABLE site_profile (
    id BIGSERIAL NOT NULL,
    site_id BIGINT NOT NULL,
    version TEXT NOT NULL,
    learned_at TIMESTAMP WITH TIME ZONE NOT NULL,
    data BYTEA NOT NULL,
    CONSTRAINT pk_site_profile PRIMARY KEY (id),
    CONSTRAINT uq_site_profile_site_id_version UNIQUE (site_id, version),
    CONSTRAINT fk_site_profile_site_id_site FOREIGN KEY(site_id) REFERENCES site (id)
);

CREATE TABLE coverage (
    site_id BIGINT NOT NULL,
    day DATE NOT NULL,
    expected INTEGER NOT NULL,
    captured INTEGER NOT NULL,
    missing JSONB NOT NULL,
    CONSTRAINT pk_coverage PRIMARY KEY (site_id, day),
    CONSTRAINT fk_coverage_site_id_site FOREIGN KEY(site_id) REFERENCES site (id)
);

CREATE TABLE rights (
    id BIGSERIAL NOT NULL,
    site_id BIGINT NOT NULL,
    kind TEXT NOT NULL,
    digest TEXT,
    text TEXT,
    first_seen_at TIMESTAMP WITH TIME ZONE NOT NULL,
    last_seen_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_rights PRIMARY KEY (id),
    CONSTRAINT fk_rights_site_id_site FOREIGN KEY(site_id) REFERENCES site (id)
);

CREATE INDEX ix_rights_site_id_kind ON rights (site_id, kind);

CREATE TABLE url (
    id BIGSERIAL NOT NULL,
    url TEXT NOT NULL,
    fetch_url TEXT,
    site_id BIGINT NOT NULL,
    article_id BIGINT,
    fate TEXT,
    status SMALLINT,
    reason TEXT,
    etag TEXT,
    last_modified TEXT,
    visited_at TIMESTAMP WITH TIME ZONE,
    changed_at TIMESTAMP WITH TIME ZONE,
    due_at TIMESTAMP WITH TIME ZONE,
    visits INTEGER NOT NULL,
    failures INTEGER NOT NULL,
    found_at TIMESTAMP WITH TIME ZONE,
    found_via TEXT,
    source_id BIGINT,
    depth SMALLINT NOT NULL,
    hint_title TEXT,
    hint_published TEXT,
    hint_modified TEXT,
    listed_modified_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_url PRIMARY KEY (id),
    CONSTRAINT uq_url_url UNIQUE (url),
    CONSTRAINT fk_url_site_id_site FOREIGN KEY(site_id) REFERENCES site (id),
    CONSTRAINT fk_url_source_id_source FOREIGN KEY(source_id) REFERENCES source (id)
);

CREATE INDEX ix_url_pending ON url (site_id, id) WHERE fate IS NULL;

CREATE INDEX ix_url_article_id ON url (article_id) WHERE article_id IS NOT NULL;

CREATE INDEX ix_url_due ON url (site_id, due_at) WHERE due_at IS NOT NULL;

CREATE TABLE capture (
    id BIGSERIAL NOT NULL,
    url_id BIGINT NOT NULL,
    warc_id BIGINT NOT NULL,
    "offset" BIGINT NOT NULL,
    length INTEGER NOT NULL,
    digest TEXT NOT NULL,
    status SMALLINT NOT NULL,
    mime TEXT,
    fetched_at TIMESTAMP WITH TIME ZONE NOT NULL,
    revisit_of BIGINT,
    CONSTRAINT pk_capture PRIMARY KEY (id),
    CONSTRAINT uq_capture_warc_id_offset UNIQUE (warc_id, "offset"),
    CONSTRAINT fk_capture_url_id_url FOREIGN KEY(url_id) REFERENCES url (id),
    CONSTRAINT fk_capture_warc_id_warc FOREIGN KEY(warc_id) REFERENCES warc (id),
    CONSTRAINT fk_capture_revisit_of_capture FOREIGN KEY(revisit_of) REFERENCES capture (id)
);

CREATE INDEX ix_capture_url_id ON capture (url_id);

CREATE INDEX ix_capture_digest ON capture (digest);

CREATE TABLE article (
    id BIGINT NOT NULL,
    site_id BIGINT NOT NULL,
    url_id BIGINT NOT NULL,
    kind TEXT NOT NULL,
    language TEXT,
    language_confidence FLOAT,
    language_detector TEXT,
    declared_language TEXT,
    section TEXT,
    day DATE NOT NULL,
    published_at TIMESTAMP WITH TIME ZONE,
    published_offset SMALLINT,
    published_precision TEXT,
    published_source TEXT,
    modified_at TIMESTAMP WITH TIME ZONE,
    modified_offset SMALLINT,
    modified_precision TEXT,
    modified_source TEXT,
    first_seen_at TIMESTAMP WITH TIME ZONE NOT NULL,
    last_seen_at TIMESTAMP WITH TIME ZONE NOT NULL,
    gone_at TIMESTAMP WITH TIME ZONE,
    withheld_at TIMESTAMP WITH TIME ZONE,
    revision INTEGER NOT NULL,
    revisions INTEGER NOT NULL,
    word_count INTEGER,
    paywalled BOOLEAN,
    edition_group BIGINT,
    cluster BIGINT,
    tdm_reservation BOOLEAN,
    tdm_policy TEXT,
    robots TEXT,
    capture_id BIGINT,
    CONSTRAINT pk_article PRIMARY KEY (id),
    CONSTRAINT fk_article_site_id_site FOREIGN KEY(site_id) REFERENCES site (id),
    CONSTRAINT uq_article_url_id UNIQUE (url_id),
    CONSTRAINT fk_article_url_id_url FOREIGN KEY(url_id) REFERENCES url (id),
    CONSTRAINT fk_article_capture_id_capture FOREIGN KEY(capture_id) REFERENCES capture (id)
);

CREATE INDEX ix_article_revised ON article (id) WHERE revisions > 1;

CREATE INDEX ix_article_edition_group ON article (edition_group) WHERE edition_group IS NOT NULL;

CREATE INDEX ix_article_cluster ON article (cluster) WHERE cluster IS NOT NULL;

CREATE INDEX ix_article_gone ON article (id) WHERE gone_at IS NOT NULL;

CREATE INDEX ix_article_first_seen_at ON article (first_seen_at);

CREATE TABLE article_text (
    article_id BIGINT NOT NULL,
    title TEXT,
    lead TEXT,
    block_kinds TEXT,
    body TEXT,
    CONSTRAINT pk_article_text PRIMARY KEY (article_id),
    CONSTRAINT fk_article_text_article_id_article FOREIGN KEY(article_id) REFERENCES article (id)
);

CREATE TABLE revision (
    id BIGSERIAL NOT NULL,
    article_id BIGINT NOT NULL,
    number INTEGER NOT NULL,
    reading SMALLINT NOT NULL,
    seen_at TIMESTAMP WITH TIME ZONE NOT NULL,
    read_at TIMESTAMP WITH TIME ZONE,
    digest TEXT NOT NULL,
    changed TEXT,
    capture_id BIGINT,
    extractor TEXT NOT NULL,
    profile TEXT,
    problems JSONB,
    title TEXT,
    lead TEXT,
    block_kinds TEXT,
    body TEXT,
    authors JSONB,
    section TEXT,
    tags JSONB,
    images JSONB,
    kind TEXT,
    language TEXT,
    language_confidence FLOAT,
    language_detector TEXT,
    declared_language TEXT,
    published_at TIMESTAMP WITH TIME ZONE,
    published_offset SMALLINT,
    published_precision TEXT,
    published_source TEXT,
    modified_at TIMESTAMP WITH TIME ZONE,
    modified_offset SMALLINT,
    modified_precision TEXT,
    modified_source TEXT,
    word_count INTEGER,
    paywalled BOOLEAN,
    CONSTRAINT pk_revision PRIMARY KEY (id),
    CONSTRAINT uq_revision_article_id_number_reading UNIQUE (article_id, number, reading),
    CONSTRAINT fk_revision_article_id_article FOREIGN KEY(article_id) REFERENCES article (id),
    CONSTRAINT fk_revision_capture_id_capture FOREIGN KEY(capture_id) REFERENCES capture (id)
);

CREATE TABLE variant (
    id BIGSERIAL NOT NULL,
    article_id BIGINT NOT NULL,
    field TEXT NOT NULL,
    value TEXT NOT NULL,
    first_seen_at TIMESTAMP WITH TIME ZONE NOT NULL,
    last_seen_at TIMESTAMP WITH TIME ZONE NOT NULL,
    times INTEGER NOT NULL,
    CONSTRAINT pk_variant PRIMARY KEY (id),
    CONSTRAINT uq_variant_article_id_field_value UNIQUE (article_id, field, value),
    CONSTRAINT fk_variant_article_id_article FOREIGN KEY(article_id) REFERENCES article (id)
);

CREATE TABLE removal (
    id BIGSERIAL NOT NULL,
    article_id BIGINT NOT NULL,
    reason TEXT NOT NULL,
    status SMALLINT,
    first_seen_at TIMESTAMP WITH TIME ZONE NOT NULL,
    last_seen_at TIMESTAMP WITH TIME ZONE NOT NULL,
    returned_at TIMESTAMP WITH TIME ZONE,
    capture_id BIGINT,
    CONSTRAINT pk_removal PRIMARY KEY (id),
    CONSTRAINT fk_removal_article_id_article FOREIGN KEY(article_id) REFERENCES article (id),
    CONSTRAINT fk_removal_capture_id_capture FOREIGN KEY(capture_id) REFERENCES capture (id)
);

CREATE INDEX ix_removal_article_id ON removal (article_id);

CREATE TABLE article_author (
    article_id BIGINT NOT NULL,
    position SMALLINT NOT NULL,
    author_id BIGINT NOT NULL,
    CONSTRAINT pk_article_author PRIMARY KEY (article_id, position),
    CONSTRAINT fk_article_author_article_id_article FOREIGN KEY(article_id) REFERENCES article (id),
    CONSTRAINT fk_article_author_author_id_author FOREIGN KEY(author_id) REFERENCES author (id)
);

CREATE INDEX ix_article_author_author_id ON article_author (author_id);

CREATE TABLE article_tag (
    article_id BIGINT NOT NULL,
    position SMALLINT NOT NULL,
    tag_id BIGINT NOT NULL,
    CONSTRAINT pk_article_tag PRIMARY KEY (article_id, position),
    CONSTRAINT fk_article_tag_article_id_article FOREIGN KEY(article_id) REFERENCES article (id),
    CONSTRAINT fk_article_tag_tag_id_tag FOREIGN KEY(tag_id) REFERENCES tag (id)
);

CREATE INDEX ix_article_tag_tag_id ON article_tag (tag_id);

CREATE TABLE image (
    article_id BIGINT NOT NULL,
    position SMALLINT NOT NULL,
    url TEXT NOT NULL,
    caption TEXT,
    CONSTRAINT pk_image PRIMARY KEY (article_id, position),
    CONSTRAINT fk_image_article_id_article FOREIGN KEY(article_id) REFERENCES article (id)
);

CREATE TABLE edition (
    article_id BIGINT NOT NULL,
    url TEXT NOT NULL,
    language TEXT NOT NULL,
    evidence TEXT NOT NULL,
    CONSTRAINT pk_edition PRIMARY KEY (article_id, url),
    CONSTRAINT fk_edition_article_id_article FOREIGN KEY(article_id) REFERENCES article (id)
);

CREATE INDEX ix_edition_url ON edition (url);

CREATE TABLE withheld (
    id BIGSERIAL NOT NULL,
    article_id BIGINT NOT NULL,
    reason TEXT NOT NULL,
    digest TEXT NOT NULL,
    withheld_at TIMESTAMP WITH TIME ZONE NOT NULL,
    released_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_withheld PRIMARY KEY (id),
    CONSTRAINT fk_withheld_article_id_article FOREIGN KEY(article_id) REFERENCES article (id)
);

CREATE INDEX ix_withheld_article_id ON withheld (article_id);

CREATE TABLE alerted (
    saved_search_id BIGINT NOT NULL,
    article_id BIGINT NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_alerted PRIMARY KEY (saved_search_id, article_id),
    CONSTRAINT fk_alerted_saved_search_id_saved_search FOREIGN KEY(saved_search_id) REFERENCES saved_search (id),
    CONSTRAINT fk_alerted_article_id_article FOREIGN KEY(article_id) REFERENCES article (id)
);

CREATE TABLE corpus_member (
    corpus_id BIGINT NOT NULL,
    revision_id BIGINT NOT NULL,
    digest TEXT NOT NULL,
    CONSTRAINT pk_corpus_member PRIMARY KEY (corpus_id, revision_id),
    CONSTRAINT fk_corpus_member_corpus_id_corpus FOREIGN KEY(corpus_id) REFERENCES corpus (id),
    CONSTRAINT fk_corpus_member_revision_id_revision FOREIGN KEY(revision_id) REFERENCES revision (id)
);

ALTER TABLE url ADD CONSTRAINT fk_url_article_id_article FOREIGN KEY(article_id) REFERENCES article (id);

CREATE TABLE word_form (
    word TEXT COLLATE "C" NOT NULL,
    language TEXT COLLATE "C" NOT NULL,  -- '' where the language has no stemmer
    stem TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (word, language, stem)
);

CREATE INDEX ix_word_form_stem ON word_form (stem, language) WHERE stem <> word;

CREATE TABLE fulltext (
    id BIGINT PRIMARY KEY,
    words TSVECTOR NOT NULL,
    long_body TEXT
) WITH (toast_tuple_target = 128);

CREATE INDEX ix_fulltext_words ON fulltext USING gin (words) WITH (fastupdate = off);

CREATE TABLE fulltext_revision (
    id BIGINT PRIMARY KEY,
    words TSVECTOR NOT NULL,
    long_body TEXT
) WITH (toast_tuple_target = 128);

CREATE INDEX ix_fulltext_revision_words ON fulltext_revision USING gin (words) WITH (fastupdate = off);

CREATE VIEW articles AS
SELECT
    article.id,
    coalesce(url.fetch_url, url.url) AS url,
    url.url AS canonical_url,
    site.name AS site,
    article_text.title,
    article_text.lead,
    article_text.body,
    article.kind,
    article.language,
    article.language_confidence,
    article.declared_language,
    (SELECT string_agg(name, '; ' ORDER BY position) FROM (
        SELECT author.name, article_author.position FROM article_author
        JOIN author ON author.id = article_author.author_id
        WHERE article_author.article_id = article.id ORDER BY article_author.position) AS named) AS authors,
    article.section,
    (SELECT string_agg(name, '; ' ORDER BY position) FROM (
        SELECT tag.name, article_tag.position FROM article_tag
        JOIN tag ON tag.id = article_tag.tag_id
        WHERE article_tag.article_id = article.id ORDER BY article_tag.position) AS named) AS tags,
    article.published_at,
    article.published_offset,
    article.published_precision,
    article.published_source,
    article.modified_at,
    article.first_seen_at,
    article.last_seen_at,
    article.gone_at,
    article.revision,
    article.revisions,
    article.word_count,
    article.paywalled,
    article.edition_group,
    article.cluster,
    article.tdm_reservation,
    article.robots,
    warc.file AS capture_file,
    capture."offset" AS capture_offset,
    capture.digest AS capture_digest
FROM article
JOIN article_text ON article_text.article_id = article.id
JOIN url ON url.id = article.url_id
JOIN site ON site.id = article.site_id
LEFT JOIN capture ON capture.id = article.capture_id
LEFT JOIN warc ON warc.id = capture.warc_id
WHERE article.withheld_at IS NULL;

CREATE VIEW revisions AS
SELECT
    revision.id,
    revision.article_id,
    url.url AS canonical_url,
    site.name AS site,
    revision.number,
    revision.reading,
    revision.seen_at,
    revision.changed,
    CASE WHEN (revision.kind IS NULL) THEN article_text.title ELSE revision.title END AS title,
    CASE WHEN (revision.kind IS NULL) THEN article_text.lead ELSE revision.lead END AS lead,
    CASE WHEN (revision.kind IS NULL) THEN article_text.body ELSE revision.body END AS body,
    CASE WHEN (revision.kind IS NULL) THEN article.section ELSE revision.section END AS section,
    CASE WHEN (revision.kind IS NULL) THEN article.published_at ELSE revision.published_at END AS published_at,
    CASE WHEN (revision.kind IS NULL) THEN article.modified_at ELSE revision.modified_at END AS modified_at,
    CASE WHEN (revision.kind IS NULL) THEN article.language ELSE revision.language END AS language,
    (revision.kind IS NULL) AS is_current,
    revision.digest,
    revision.extractor,
    revision.profile,
    warc.file AS capture_file,
    capture."offset" AS capture_offset,
    capture.digest AS capture_digest
FROM revision
JOIN article ON article.id = revision.article_id
JOIN article_text ON article_text.article_id = article.id
JOIN url ON url.id = article.url_id
JOIN site ON site.id = article.site_id
LEFT JOIN capture ON capture.id = revision.capture_id
LEFT JOIN warc ON warc.id = capture.warc_id
WHERE article.withheld_at IS NULL;
