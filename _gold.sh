cd /work/main
/tmp/venv/bin/python _try.py --fresh >/dev/null
/tmp/venv/bin/python ../shared/gold/check.py --batch '/tmp/venv/bin/python _batch.py' --json /tmp/gold.json > /tmp/gold.txt 2>&1; tail -1 /tmp/gold.txt
/tmp/venv/bin/python ../shared/gold/check.py --batch '/tmp/venv/bin/python _batch.py' --questions /tmp/heldout/questions-homs.yaml --json /tmp/held-homs.json > /tmp/held-homs.txt 2>&1; tail -1 /tmp/held-homs.txt
STORY=syria-northeast-2019 /tmp/venv/bin/python ../shared/gold/check.py --batch '/tmp/venv/bin/python _batch.py' --questions /tmp/heldout/questions-northeast.yaml --json /tmp/held-northeast.json > /tmp/held-northeast.txt 2>&1; tail -1 /tmp/held-northeast.txt
for f in gold held-homs held-northeast; do sed "/SCORE/,\$d" /tmp/$f.txt | cut -c1-${1:-230}; done
