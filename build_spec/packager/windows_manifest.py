"""The application manifest of the Windows executables: what the program can do, told to Windows.

See https://learn.microsoft.com/windows/win32/sbscs/application-manifests.
"""

from __future__ import annotations

_WINDOWS_10_AND_11 = "{8e0f7a12-bfb3-4fe8-b9a5-48fd50a15a9a}"
_SETTINGS = "http://schemas.microsoft.com/SMI"


def windows_manifest() -> str:
    """Return the manifest as XML.

    - Each screen has a scale of its own, and Qt follows it.
    - Paths may be longer than 260 characters, where the computer's policy allows that.
    - C libraries open files by UTF-8 names, so that é, ü and 日本 reach them.
    - No administrator is needed, and nothing pretends that there were one.
    """
    return f"""<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<assembly xmlns="urn:schemas-microsoft-com:asm.v1" manifestVersion="1.0">
  <trustInfo xmlns="urn:schemas-microsoft-com:asm.v3">
    <security>
      <requestedPrivileges>
        <requestedExecutionLevel level="asInvoker" uiAccess="false"/>
      </requestedPrivileges>
    </security>
  </trustInfo>
  <compatibility xmlns="urn:schemas-microsoft-com:compatibility.v1">
    <application>
      <supportedOS Id="{_WINDOWS_10_AND_11}"/>
    </application>
  </compatibility>
  <application xmlns="urn:schemas-microsoft-com:asm.v3">
    <windowsSettings>
      <dpiAware xmlns="{_SETTINGS}/2005/WindowsSettings">true/pm</dpiAware>
      <dpiAwareness xmlns="{_SETTINGS}/2016/WindowsSettings">PerMonitorV2</dpiAwareness>
      <longPathAware xmlns="{_SETTINGS}/2016/WindowsSettings">true</longPathAware>
      <activeCodePage xmlns="{_SETTINGS}/2019/WindowsSettings">UTF-8</activeCodePage>
    </windowsSettings>
  </application>
  <dependency>
    <dependentAssembly>
      <assemblyIdentity type="win32" name="Microsoft.Windows.Common-Controls" version="6.0.0.0"
        processorArchitecture="*" publicKeyToken="6595b64144ccf1df" language="*"/>
    </dependentAssembly>
  </dependency>
</assembly>
"""
