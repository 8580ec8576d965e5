# Everything a developer runs, and all that CI runs (.ci/run calls these). `make help` lists it.

GO ?= go
# How often each benchmark runs: benchstat wants at least 6.
COUNT ?= 6
# Which benchmarks run.
BENCH ?= .

# What `schedsync version` prints: two string variables of package main, `version` and `revision`.
VERSION ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo unknown)
REVISION ?= $(shell git rev-parse HEAD 2>/dev/null || echo unknown)
LDFLAGS = -s -w -X main.version=$(VERSION) -X main.revision=$(REVISION)

.PHONY: help build demo test proof mutants golden fuzz bench lint fmt vuln generate zones clean

help: ## list the targets
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' Makefile | while IFS="$$(printf '\t')" read -r t d; do printf '%-10s %s\n' "$$t" "$$d"; done

build: ## build bin/schedsync, static and reproducible
	CGO_ENABLED=0 $(GO) build -trimpath -ldflags '$(LDFLAGS)' -o bin/schedsync ./cmd/schedsync

demo: build ## show what the program does, on sample data and a fake vendor
	sh fixtures/demo/demo.sh bin/schedsync

test: ## run all tests, race detector on, in random order
	$(GO) test -race -shuffle=on -timeout 3m ./...

# A proof is a test too slow for every save: it runs when SCHEDSYNC_PROOF=1 and has Proof in its name.
proof: FUZZTIME ?= 10s
proof: mutants ## run the heavy checks: all mutants, every fuzz target for FUZZTIME (10s), all proofs
	sh .ci/fuzz $(FUZZTIME) 1m
	sh fixtures/oracle/parsers.sh bin/parsers
	SCHEDSYNC_PARSERS=$(CURDIR)/bin/parsers SCHEDSYNC_PROOF=1 $(GO) test -run Proof -v -count=1 -timeout 15m ./...

mutants: ## break the engine in each way of fixtures/mutants; some test must fail on every one
	$(GO) run ./fixtures/mutants/run

# The test binaries that link fixtures/golden are exactly those that know the flag.
golden: ## rewrite the golden files with what the tests get; read the diff before committing
	@pkgs=$$($(GO) list -test -f '{{.ImportPath}} {{join .Deps " "}}' ./... | \
		awk '$$1 ~ /\.test$$/ && / [^ ]*\/fixtures\/golden( |$$)/ { sub(/\.test$$/, "", $$1); print $$1 }') && \
	echo $(GO) test $$pkgs -update && $(GO) test $$pkgs -update

fuzz: FUZZTIME ?= 5m
fuzz: ## run every fuzz target for FUZZTIME (5m)
	sh .ci/fuzz $(FUZZTIME)

bench: ## run the benchmarks COUNT times (6); the output is what benchstat reads
	@$(GO) test -run '^$$' -bench '$(BENCH)' -benchmem -count $(COUNT) ./...

lint: ## check formatting, vet, the linters of .golangci.yml, and the shell scripts
	$(GO) vet ./...
	golangci=$$(sh .ci/tool golangci-lint) && $$golangci fmt --diff && $$golangci run ./...
	@if command -v shellcheck >/dev/null; then \
		{ find .ci -maxdepth 1 -type f; find . -name '.?*' -prune -o -name '*.sh' -print; } | xargs shellcheck && echo "shellcheck: clean"; \
	else echo "skipped: no shellcheck"; fi

fmt: ## format the Go code
	golangci=$$(sh .ci/tool golangci-lint) && $$golangci fmt

vuln: ## look for known vulnerabilities; says so and succeeds when no database is in reach
	sh .ci/vuln

generate: ## run the generators, and draw the pictures of the README where the tools for it are; in CI a tree that is not clean afterwards is a failure
	$(GO) generate ./...
	@$(MAKE) --no-print-directory build && sh fixtures/pictures/draw.sh bin/schedsync
	@if [ -n "$${CI:-}" ] && [ -n "$$(git status --porcelain)" ]; then \
		git status --short; git diff; echo "the tree is not clean after 'make generate': commit what it wrote" >&2; exit 1; fi

zones: ## rebuild the embedded zone archive from the machine's tzdata, or from TZDATA=tzdata.zi
	sh importers/zones/update.sh $(TZDATA)

clean: ## remove what was built, but not the tools in .ci/bin
	rm -rf bin dist
