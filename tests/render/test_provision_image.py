"""What goes into the image and what its name stands for; tests/integration has the image itself."""

import itertools
import json
import re
import shutil

import pytest

from stem2code_eval.errors import UserError
from stem2code_eval.render.provision import base_image, docker_image, resources, wheels
from stem2code_eval.render.provision.resources import requirements_file
from stem2code_eval.resources import sandbox_folder


@pytest.fixture
def copied(monkeypatch, tmp_path):
    """A copy of the sandbox folder that the package takes for its own."""
    folder = tmp_path / "sandbox"
    shutil.copytree(sandbox_folder(), folder, ignore=shutil.ignore_patterns("__pycache__"))
    for module in (resources, docker_image):
        monkeypatch.setattr(module, "sandbox_folder", lambda: folder)
    return folder


@pytest.mark.parametrize("name", ["requirements.txt", "fonts.toml", "Dockerfile", "runner/fonts.py"])
def test_the_tag_follows_from_every_file_that_goes_in(copied, name):
    before = docker_image.image_tag()
    assert before == docker_image.image_tag()
    with open(copied / name, "a") as file:
        file.write("\n# changed\n")
    assert docker_image.image_tag() != before


def test_the_tag_follows_from_file_names_too(copied):
    before = docker_image.image_tag()
    (copied / "runner" / "fonts.py").rename(copied / "runner" / "types.py")
    assert docker_image.image_tag() != before


def test_the_build_context_holds_the_wheels_and_nothing_stray(copied, tmp_path):
    stray = copied / "runner" / "__pycache__"
    stray.mkdir()
    (stray / "x.pyc").touch()
    store, context = tmp_path / "store", tmp_path / "context"
    store.mkdir()
    context.mkdir()
    (store / "a-1-py3-none-any.whl").write_text("wheel")
    (store / "complete").touch()
    docker_image._assemble_context(context, store)
    names = {path.relative_to(context).as_posix() for path in context.rglob("*") if path.is_file()}
    assert {"wheels/a-1-py3-none-any.whl", "runner/fonts.py", "Dockerfile", "fonts.toml"} <= names
    assert not any(name.endswith((".pyc", "complete", ".in")) for name in names)


def test_a_failed_build_step_becomes_a_sentence():
    events = [
        {"stream": "Step 1/9\n"},
        {"stream": "no such wheel\n"},
        {"error": "returned 1"},
        {"stream": "never"},
    ]
    with pytest.raises(UserError, match=r"no such wheel \| returned 1$"):
        docker_image._follow(iter(events))


def test_every_package_has_one_version_for_every_python_and_hashes():
    """Versions that depend on the host's Python would let two machines draw different pixels."""
    text = requirements_file().read_text()
    blocks = re.split(r"^(?=\S)", text, flags=re.MULTILINE)[1:]
    names = [block.split("==")[0] for block in blocks]
    assert len(names) == len(set(names)) > 15
    assert all("--hash=sha256:" in block for block in blocks)
    assert ";" not in text
    assert "://" not in text


def test_wheels_are_chosen_for_the_image_not_for_this_host(tmp_path):
    arguments = wheels.download_arguments("arm64", tmp_path)
    pairs = list(itertools.pairwise(arguments))
    platforms = [value for option, value in pairs if option == "--platform"]
    assert ("--python-version", wheels.IMAGE_PYTHON) in pairs
    assert {"manylinux2014_aarch64", "manylinux_2_17_aarch64", "manylinux_2_28_aarch64"} <= set(platforms)
    assert all(name.endswith("_aarch64") for name in platforms)


def test_an_architecture_without_wheels_is_refused_by_name(tmp_path):
    with pytest.raises(UserError, match="riscv64"):
        wheels.download_arguments("riscv64", tmp_path)


class DaemonWithout:
    """A Docker client whose daemon has no images and reaches no registry."""

    class api:
        timeout = 60

    class images:
        @staticmethod
        def get(name):
            raise base_image.docker.errors.ImageNotFound(name)

        @staticmethod
        def pull(name):
            raise base_image.docker.errors.APIError("no such host")


def test_without_registry_and_debootstrap_the_sentence_tells_both_ways_out(monkeypatch):
    monkeypatch.setattr(base_image.shutil, "which", lambda name, path: None)
    with pytest.raises(UserError, match=r"apt install debootstrap.*docker load"):
        base_image.ensure_base(DaemonWithout, print)
    assert DaemonWithout.api.timeout == 60


def test_the_system_call_profile_allows_nothing_that_reaches_outside():
    profile = json.loads((sandbox_folder() / "seccomp.json").read_text())
    assert profile["defaultAction"] == "SCMP_ACT_ERRNO"
    free = {
        name
        for rule in profile["syscalls"]
        if rule["action"] == "SCMP_ACT_ALLOW" and "args" not in rule
        for name in rule["names"]
    }
    dangerous = """ptrace process_vm_readv process_vm_writev process_madvise pidfd_getfd kcmp
        keyctl add_key request_key io_uring_setup io_uring_enter io_uring_register bpf perf_event_open
        userfaultfd mount umount2 move_mount open_tree fsopen fsmount mount_setattr pivot_root chroot unshare
        setns clone clone3 socket socketpair personality quotactl open_by_handle_at name_to_handle_at syslog
        swapon swapoff reboot settimeofday clock_settime clock_adjtime adjtimex init_module finit_module
        delete_module kexec_load kexec_file_load acct iopl ioperm modify_ldt memfd_create fanotify_init"""
    assert free.isdisjoint(dangerous.split())
    assert {
        "fork",
        "vfork",
        "execve",
        "setresuid",
        "setresgid",
        "setgroups",
        "kill",
        "prctl",
        "waitid",
    } <= free
