-- A library as the first version of the program left it: 12 products of a folder, 11 of them
-- embedded with the weights of that time. Written by that version, then dumped. The vectors are
-- left out; @IMAGES@ and @TABLE@ stand for the folder and its table.
BEGIN TRANSACTION;
CREATE TABLE attributes (
        name TEXT NOT NULL,
        value TEXT NOT NULL,
        row_id INTEGER NOT NULL REFERENCES products (row_id) ON DELETE CASCADE,
        PRIMARY KEY (name, value, row_id)
    ) WITHOUT ROWID;
INSERT INTO "attributes" VALUES('baseColour','Navy',1);
INSERT INTO "attributes" VALUES('baseColour','White',2);
INSERT INTO "attributes" VALUES('baseColour','Grey',3);
INSERT INTO "attributes" VALUES('baseColour','Blue',4);
INSERT INTO "attributes" VALUES('baseColour','Red',5);
INSERT INTO "attributes" VALUES('baseColour','Green',6);
INSERT INTO "attributes" VALUES('baseColour','Blue',7);
INSERT INTO "attributes" VALUES('baseColour','Beige',8);
INSERT INTO "attributes" VALUES('baseColour','Navy',9);
INSERT INTO "attributes" VALUES('baseColour','Red',10);
INSERT INTO "attributes" VALUES('baseColour','Tan',11);
INSERT INTO "attributes" VALUES('baseColour','Brown',12);
CREATE TABLE embeddings (
        row_id INTEGER PRIMARY KEY REFERENCES products (row_id) ON DELETE CASCADE,
        fingerprint TEXT NOT NULL,
        image_hash TEXT NOT NULL,
        revision INTEGER NOT NULL,
        job_id TEXT NOT NULL,
        created_at REAL NOT NULL
    );
INSERT INTO "embeddings" VALUES(1,'2cc3249c75357b01','1516fb7b865b0127ef13b2cde6343d0027c99f2cb84d423c27d29a266866e47c',1,'85cf5765-79b6-41bf-88be-05520c31b4ee',1795399915);
INSERT INTO "embeddings" VALUES(2,'2cc3249c75357b01','004eeb366f9cf0a40bdaf8aabdc5aa59a6a678626fcb8f08d35bbb3ae3709874',1,'85cf5765-79b6-41bf-88be-05520c31b4ee',1795399915);
INSERT INTO "embeddings" VALUES(4,'2cc3249c75357b01','ed7b5e9a6ae0c0c6f9fb5b0ec3d6052ce4a41255c8338fa6fcbf5ee06a6cd385',1,'85cf5765-79b6-41bf-88be-05520c31b4ee',1795399915);
INSERT INTO "embeddings" VALUES(5,'2cc3249c75357b01','b1bf78f7a517cc15e61c223c9614128ebc953f70683179e954e0e89e5f37595c',1,'85cf5765-79b6-41bf-88be-05520c31b4ee',1795399915);
INSERT INTO "embeddings" VALUES(6,'2cc3249c75357b01','88c052100533195008854b9c3cf3edd8a5dda41b041feaad2ef4b44c875d5a8a',1,'85cf5765-79b6-41bf-88be-05520c31b4ee',1795399915);
INSERT INTO "embeddings" VALUES(7,'2cc3249c75357b01','5a267a5d205ddef90a4b32ef81578554fe18a10a37f8f76d03358e1b334996d1',1,'85cf5765-79b6-41bf-88be-05520c31b4ee',1795399915);
INSERT INTO "embeddings" VALUES(8,'2cc3249c75357b01','370067b7a20d1c41ba1cfef9d57863e3b9020583f5694864897ff0f777f794f0',1,'85cf5765-79b6-41bf-88be-05520c31b4ee',1795399915);
INSERT INTO "embeddings" VALUES(9,'2cc3249c75357b01','594fbfb93030318e855739b4e1c612b771a94b14e8b78a13cced75d330a1c455',1,'85cf5765-79b6-41bf-88be-05520c31b4ee',1795399915);
INSERT INTO "embeddings" VALUES(10,'2cc3249c75357b01','c5208ccb41203bb91a789b61ed325bdffd1888ce91623234749d05b0f63b01a9',1,'85cf5765-79b6-41bf-88be-05520c31b4ee',1795399915);
INSERT INTO "embeddings" VALUES(11,'2cc3249c75357b01','9bb39dfa0645c8134ce63ed9e092e43393b5b107eee65c0839ca621c835f1181',1,'85cf5765-79b6-41bf-88be-05520c31b4ee',1795399915);
INSERT INTO "embeddings" VALUES(12,'2cc3249c75357b01','235bb2de12b1db0da2d08556a01db96d04c201909ec5cb83f892f8851735ec1a',1,'85cf5765-79b6-41bf-88be-05520c31b4ee',1795399915);
CREATE TABLE job_failures (
        job_id TEXT NOT NULL REFERENCES jobs (job_id) ON DELETE CASCADE,
        product_id TEXT NOT NULL,
        reason TEXT NOT NULL,
        attempts INTEGER NOT NULL,
        PRIMARY KEY (job_id, product_id)
    ) WITHOUT ROWID;
CREATE TABLE jobs (
        job_id TEXT PRIMARY KEY,
        spec TEXT NOT NULL,
        state TEXT NOT NULL,
        done INTEGER NOT NULL DEFAULT 0,
        total INTEGER,
        error TEXT NOT NULL DEFAULT '',
        created_at REAL NOT NULL,
        ended_at REAL
    ) WITHOUT ROWID;
INSERT INTO "jobs" VALUES('1c22fd88-d215-4456-9597-3dd7d7f782a6','{"kind": "sync", "scope": "all", "product_ids": [], "start_page": 1, "batch_size": 32, "source_id": null, "remove_missing": false, "check_photos": true}','done',12,12,'',1795399910,1795399910);
INSERT INTO "jobs" VALUES('85cf5765-79b6-41bf-88be-05520c31b4ee','{"kind": "generate", "scope": "missing", "product_ids": [], "start_page": 1, "batch_size": 32, "source_id": null, "remove_missing": false, "check_photos": true}','done',12,12,'',1795399910,1795399915);
INSERT INTO "jobs" VALUES('d584b9e6-4a45-4527-a7b9-098e24722d5e','{"kind": "delete", "scope": "selected", "product_ids": ["103001"], "start_page": 1, "batch_size": 32, "source_id": null, "remove_missing": false, "check_photos": true}','done',1,1,'',1795399916,1795399916);
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
INSERT INTO "meta" VALUES('library_id','14496268-fd6f-493d-a30b-a2e7c48c0290');
INSERT INTO "meta" VALUES('revision','1');
CREATE TABLE products (
        row_id INTEGER PRIMARY KEY AUTOINCREMENT,
        source_id INTEGER NOT NULL REFERENCES sources (source_id),
        id TEXT NOT NULL UNIQUE,
        position INTEGER NOT NULL,
        name TEXT NOT NULL,
        price REAL,
        currency TEXT NOT NULL,
        image_ref TEXT NOT NULL,
        page_url TEXT NOT NULL,
        attributes TEXT NOT NULL,
        search_text TEXT NOT NULL,
        image_hash TEXT NOT NULL DEFAULT '',
        image_etag TEXT NOT NULL DEFAULT '',
        image_modified TEXT NOT NULL DEFAULT '',
        failure TEXT NOT NULL DEFAULT '',
        attempts INTEGER NOT NULL DEFAULT 0,
        removed INTEGER NOT NULL DEFAULT 0,
        added_at REAL NOT NULL
    );
INSERT INTO "products" VALUES(1,1,'101001',0,'Striped cotton T-shirt, navy and white',21.9,'EUR','101001.jpg','','{"baseColour": "Navy"}','striped cotton t-shirt, navy and white 101001 navy','1516fb7b865b0127ef13b2cde6343d0027c99f2cb84d423c27d29a266866e47c','','1795399908299922189:70616','',0,0,1795399909.86122);
INSERT INTO "products" VALUES(2,1,'102001',1,'Cotton shirt, white',53.9,'EUR','102001.jpg','','{"baseColour": "White"}','cotton shirt, white 102001 white','004eeb366f9cf0a40bdaf8aabdc5aa59a6a678626fcb8f08d35bbb3ae3709874','','1795399908417138704:73443','',0,0,1795399910);
INSERT INTO "products" VALUES(3,1,'103001',2,'Melange pullover hoodie, grey',53.9,'EUR','103001.jpg','','{"baseColour": "Grey"}','melange pullover hoodie, grey 103001 grey','e2d7c1b48ceaccd2706efe8396d18a13fd4cb8eaefec14f8a097b2b40cf605f2','','1795399908527030264:89027','',0,0,1795399910);
INSERT INTO "products" VALUES(4,1,'104001',3,'Trucker jacket, mid blue',97.9,'EUR','104001.jpg','','{"baseColour": "Blue"}','trucker jacket, mid blue 104001 blue','ed7b5e9a6ae0c0c6f9fb5b0ec3d6052ce4a41255c8338fa6fcbf5ee06a6cd385','','1795399908655745818:85094','',0,0,1795399910);
INSERT INTO "products" VALUES(5,1,'105001',4,'A-line dress, red',75.9,'EUR','105001.jpg','','{"baseColour": "Red"}','a-line dress, red 105001 red','b1bf78f7a517cc15e61c223c9614128ebc953f70683179e954e0e89e5f37595c','','1795399908711200142:38636','',0,0,1795399909.86154);
INSERT INTO "products" VALUES(6,1,'106001',5,'Pleated midi skirt, green',59.9,'EUR','106001.jpg','','{"baseColour": "Green"}','pleated midi skirt, green 106001 green','88c052100533195008854b9c3cf3edd8a5dda41b041feaad2ef4b44c875d5a8a','','1795399908769545438:45575','',0,0,1795399910);
INSERT INTO "products" VALUES(7,1,'107001',6,'Faded slim jeans, mid blue',75.9,'EUR','107001.jpg','','{"baseColour": "Blue"}','faded slim jeans, mid blue 107001 blue','5a267a5d205ddef90a4b32ef81578554fe18a10a37f8f76d03358e1b334996d1','','1795399908839279949:57002','',0,0,1795399910);
INSERT INTO "products" VALUES(8,1,'108001',7,'Chino shorts, beige',41.9,'EUR','108001.jpg','','{"baseColour": "Beige"}','chino shorts, beige 108001 beige','370067b7a20d1c41ba1cfef9d57863e3b9020583f5694864897ff0f777f794f0','','1795399908899483523:53509','',0,0,1795399910);
INSERT INTO "products" VALUES(9,1,'109001',8,'Running trainers, navy',107.9,'EUR','109001.jpg','','{"baseColour": "Navy"}','running trainers, navy 109001 navy','594fbfb93030318e855739b4e1c612b771a94b14e8b78a13cced75d330a1c455','','1795399908979980550:34337','',0,0,1795399910);
INSERT INTO "products" VALUES(10,1,'110001',9,'Patent stiletto pumps, red',103.9,'EUR','110001.jpg','','{"baseColour": "Red"}','patent stiletto pumps, red 110001 red','c5208ccb41203bb91a789b61ed325bdffd1888ce91623234749d05b0f63b01a9','','1795399909058299078:28678','',0,0,1795399910);
INSERT INTO "products" VALUES(11,1,'111001',10,'Tote bag with a charm, tan',129.9,'EUR','111001.jpg','','{"baseColour": "Tan"}','tote bag with a charm, tan 111001 tan','9bb39dfa0645c8134ce63ed9e092e43393b5b107eee65c0839ca621c835f1181','','1795399909130801462:46560','',0,0,1795399910);
INSERT INTO "products" VALUES(12,1,'112001',11,'Gold dress watch, white dial, brown strap',173.9,'EUR','112001.jpg','','{"baseColour": "Brown"}','gold dress watch, white dial, brown strap 112001 brown','235bb2de12b1db0da2d08556a01db96d04c201909ec5cb83f892f8851735ec1a','','1795399909216340332:39345','',0,0,1795399910);
CREATE TABLE set_aside (
        job_id TEXT NOT NULL,
        row_id INTEGER NOT NULL,
        fingerprint TEXT NOT NULL,
        image_hash TEXT NOT NULL,
        vector BLOB NOT NULL,
        deleted_at REAL NOT NULL,
        PRIMARY KEY (job_id, row_id)
    );
CREATE TABLE sources (
        source_id INTEGER PRIMARY KEY,
        name TEXT NOT NULL,
        kind TEXT NOT NULL,
        config TEXT NOT NULL,
        last_synced_at REAL,
        removed INTEGER NOT NULL DEFAULT 0
    );
INSERT INTO "sources" VALUES(1,'photos','folder','{"attributes_csv": "@TABLE@", "column_mapping": {}, "kind": "folder", "location": "@IMAGES@", "token_env": ""}',1795399910,0);
CREATE TABLE vectors (
        row_id INTEGER PRIMARY KEY REFERENCES embeddings (row_id) ON DELETE CASCADE,
        vector BLOB NOT NULL
    );
CREATE INDEX products_by_position ON products (removed, source_id, position);
CREATE INDEX products_by_photo ON products (image_hash);
CREATE INDEX attributes_by_product ON attributes (row_id);
CREATE INDEX embeddings_by_photo ON embeddings (image_hash);
CREATE INDEX embeddings_by_job ON embeddings (job_id);
CREATE INDEX set_aside_by_photo ON set_aside (image_hash);
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('products',12);
COMMIT;
PRAGMA user_version = 1;
